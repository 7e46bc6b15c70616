// floor: the least that receiving OTLP over gRPC costs on this machine with the libraries that the collector links.
//
// One loop of libuv, one nghttp2 session a connection; a request's body is gathered, its path looked at, and an empty
// answer sent. Bodies are not validated, nothing is limited, counted, timed or logged. It stands in for a collector in
// `make bench PEER=floor`: it reads the address from BENCH_GRPC, and says when it is ready.

#include <malloc.h>
#include <nghttp2/nghttp2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { READ_SIZE = 256 * 1024, STREAM_WINDOW = 1 << 20, CONNECTION_WINDOW = 1 << 22, MAX_STREAMS = 1000 };

typedef struct {
    uv_tcp_t socket;
    nghttp2_session *session;
} connection;

typedef struct {
    char *body;
    size_t length, capacity;
    char path[128];
} request;

typedef struct {
    uv_write_t write;
    char bytes[];
} pending_write;

static char read_buffer[READ_SIZE];
static nghttp2_session_callbacks *callbacks;

#define FIELD(name, value)                                                                                             \
    {(uint8_t *)name, (uint8_t *)value, sizeof(name) - 1, sizeof(value) - 1,                                           \
     NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE}

static void *need(void *memory) {
    if (!memory) abort();
    return memory;
}

// ---------------------------------------------------------------- requests

static int begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *context) {
    (void)context;
    return nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, need(calloc(1, sizeof(request))));
}

static int header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length,
                  const uint8_t *value, size_t value_length, uint8_t flags, void *context) {
    (void)flags, (void)context;
    request *request = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
    if (!request || name_length != 5 || memcmp(name, ":path", 5) != 0) return 0;
    if (value_length < sizeof request->path) memcpy(request->path, value, value_length);
    return 0;
}

static int data_chunk(nghttp2_session *session, uint8_t flags, int32_t stream, const uint8_t *data, size_t length,
                      void *context) {
    (void)flags, (void)context;
    request *request = nghttp2_session_get_stream_user_data(session, stream);
    if (!request) return 0;
    if (request->length + length > request->capacity) {
        request->capacity = (request->length + length) * 2;
        request->body = need(realloc(request->body, request->capacity));
    }
    memcpy(request->body + request->length, data, length);
    request->length += length;
    return 0;
}

static ssize_t empty_message(nghttp2_session *session, int32_t stream, uint8_t *buffer, size_t length, uint32_t *flags,
                             nghttp2_data_source *source, void *context) {
    (void)length, (void)source, (void)context;
    static const nghttp2_nv trailer[] = {FIELD("grpc-status", "0")};
    memset(buffer, 0, 5);
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    return nghttp2_submit_trailer(session, stream, trailer, 1) == 0 ? 5 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int frame_received(nghttp2_session *session, const nghttp2_frame *frame, void *context) {
    (void)context;
    if (frame->hd.type != NGHTTP2_DATA || !(frame->hd.flags & NGHTTP2_FLAG_END_STREAM)) return 0;
    static const nghttp2_nv head[] = {FIELD(":status", "200"), FIELD("content-type", "application/grpc")};
    nghttp2_data_provider message = {.read_callback = empty_message};
    return nghttp2_submit_response(session, frame->hd.stream_id, head, 2, &message);
}

static int stream_closed(nghttp2_session *session, int32_t stream, uint32_t error, void *context) {
    (void)error, (void)context;
    request *request = nghttp2_session_get_stream_user_data(session, stream);
    if (!request) return 0;
    free(request->body);
    free(request);
    return 0;
}

// ---------------------------------------------------------------- connections

static void connection_closed(uv_handle_t *handle) {
    connection *connection = handle->data;
    nghttp2_session_del(connection->session);
    free(connection);
}

static void close_connection(connection *connection) {
    uv_handle_t *handle = (uv_handle_t *)&connection->socket;
    if (!uv_is_closing(handle)) uv_close(handle, connection_closed);
}

static void written(uv_write_t *write, int status) {
    (void)status;
    free(write);
}

static void send_pending(connection *connection) {
    static char buffer[READ_SIZE];
    uv_stream_t *stream = (uv_stream_t *)&connection->socket;
    const uint8_t *bytes = NULL;
    size_t length = 0;
    ssize_t count;
    while (length < sizeof buffer / 2 && (count = nghttp2_session_mem_send(connection->session, &bytes)) > 0) {
        memcpy(buffer + length, bytes, (size_t)count);
        length += (size_t)count;
    }
    if (length == 0) return;

    uv_buf_t all = uv_buf_init(buffer, (unsigned)length);
    int sent = uv_try_write(stream, &all, 1);
    size_t done = sent > 0 ? (size_t)sent : 0;
    if (done == length) return;
    pending_write *rest = need(malloc(sizeof *rest + length - done));
    memcpy(rest->bytes, buffer + done, length - done);
    uv_buf_t remainder = uv_buf_init(rest->bytes, (unsigned)(length - done));
    if (uv_write(&rest->write, stream, &remainder, 1, written) != 0) close_connection(connection);
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    (void)handle, (void)suggested;
    *buffer = uv_buf_init(read_buffer, sizeof read_buffer);
}

static void received(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    connection *connection = stream->data;
    if (count < 0 || nghttp2_session_mem_recv(connection->session, (uint8_t *)buffer->base, (size_t)count) < 0) {
        close_connection(connection);
        return;
    }
    send_pending(connection);
}

static void connected(uv_stream_t *listener, int status) {
    if (status < 0) return;
    connection *connection = need(calloc(1, sizeof *connection));
    uv_tcp_init(listener->loop, &connection->socket);
    connection->socket.data = connection;
    if (nghttp2_session_server_new(&connection->session, callbacks, connection) != 0) abort();
    uv_accept(listener, (uv_stream_t *)&connection->socket);
    uv_tcp_nodelay(&connection->socket, 1);
    const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, STREAM_WINDOW},
                                               {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, MAX_STREAMS}};
    nghttp2_submit_settings(connection->session, NGHTTP2_FLAG_NONE, settings, 2);
    nghttp2_session_set_local_window_size(connection->session, NGHTTP2_FLAG_NONE, 0, CONNECTION_WINDOW);
    send_pending(connection);
    uv_read_start((uv_stream_t *)&connection->socket, give_buffer, received);
}

static void stop(uv_signal_t *signal, int number) {
    (void)number;
    uv_stop(signal->loop);
}

int main(void) {
    // As the collector sets it: the memory of large bodies is kept.
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    if (nghttp2_session_callbacks_new(&callbacks) != 0) abort();
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, data_chunk);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frame_received);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, stream_closed);

    const char *address = getenv("BENCH_GRPC");
    const char *colon = address ? strrchr(address, ':') : NULL;
    struct sockaddr_in local;
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t listener;
    uv_signal_t terminate;
    uv_tcp_init(loop, &listener);
    uv_signal_init(loop, &terminate);
    if (!colon || uv_ip4_addr("127.0.0.1", atoi(colon + 1), &local) != 0 ||
        uv_tcp_bind(&listener, (const struct sockaddr *)&local, 0) != 0 ||
        uv_listen((uv_stream_t *)&listener, 128, connected) != 0 || uv_signal_start(&terminate, stop, SIGTERM) != 0) {
        fprintf(stderr, "floor: cannot listen at BENCH_GRPC\n");
        return 1;
    }
    fprintf(stderr, "Everything is ready.\n");
    return uv_run(loop, UV_RUN_DEFAULT) < 0;
}

extension HTTP2ClientKeepalive.Options {
    /// What `settings` ask for; nil where a silent server is never pinged.
    init?(_ settings: GRPCClientKeepaliveSettings) {
        guard settings.time > .zero else { return nil }
        time = max(settings.time, .seconds(10))
        timeout = settings.timeout > .zero ? settings.timeout : .seconds(20)
        permitsIdle = settings.permitWithoutStream
    }
}

internal import CollectorAPI

/// A receiver that receives nothing.
struct NopReceiver: Receiver {}

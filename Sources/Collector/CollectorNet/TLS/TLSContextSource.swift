internal import CollectorAPI

/// Makes a plan's context, and makes it anew when the plan's files have changed.
///
/// A connection has the context that was the newest when it began. Files that cannot be used are logged, and leave the
/// context as it was.
final class TLSContextSource: Sendable {
    private struct State {
        var current: (context: TLSContext, material: TLSMaterial)?
        var nextCheck: ContinuousClock.Instant?
        var isChecking = false
        /// The last complaint, so that it is logged once.
        var complaint: String?
    }

    let plan: TLSPlan
    private let logger: Logger?
    private let state = Lock(State())

    /// A source that has read nothing yet.
    init(_ plan: TLSPlan, logger: Logger?) {
        self.plan = plan
        self.logger = logger
    }

    /// Makes the first context, if there is none yet; blocks while files are read.
    func load() throws(TLSConfigurationError) {
        guard state.withLock({ $0.current == nil }) else { return }
        let material = try TLSMaterial(reading: plan)
        adopt(try TLSContext(plan, material), material)
    }

    /// The newest context; nil when it must be loaded, or looked after, by ``refreshed()`` first.
    var upToDate: TLSContext? {
        state.withLock { state in
            guard let context = state.current?.context else { return nil }
            // While one connection looks after the files, others do not wait for it.
            guard !state.isChecking, isCheckDue(state) else { return context }
            state.isChecking = true
            return nil
        }
    }

    /// The newest context, made of what the files hold now where that is due; never blocks the caller's loop.
    ///
    /// Called after ``upToDate`` was nil.
    func refreshed() async throws(TLSConfigurationError) -> TLSContext {
        let result: Result<TLSContext, TLSConfigurationError> =
            await withTaskExecutorPreference(globalConcurrentExecutor) {
                do throws(TLSConfigurationError) {
                    return .success(try self.refresh())
                } catch {
                    return .failure(error)
                }
            }
        return try result.get()
    }

    private func refresh() throws(TLSConfigurationError) -> TLSContext {
        defer { state.withLock { $0.isChecking = false } }
        guard let current = state.withLock({ $0.current }) else {
            try load()
            guard let context = state.withLock({ $0.current?.context }) else {
                throw TLSConfigurationError("no context")
            }
            return context
        }
        do throws(TLSConfigurationError) {
            let material = try TLSMaterial(reading: plan)
            guard material != current.material else {
                postpone()
                return current.context
            }
            let context = try TLSContext(plan, material)
            adopt(context, material)
            logger?.info("Reloaded TLS certificates")
            return context
        } catch {
            postpone(complaint: error.description)
            return current.context
        }
    }

    private func isCheckDue(_ state: State) -> Bool {
        plan.followsClientAuthorities || state.nextCheck.map { $0 <= .now } ?? false
    }

    private func adopt(_ context: TLSContext, _ material: TLSMaterial) {
        state.withLock { state in
            state.current = (context, material)
            state.nextCheck = plan.reloadInterval.map { .now.advanced(by: $0) }
            state.complaint = nil
        }
        for warning in context.warnings { logger?.warn(warning) }
    }

    private func postpone(complaint: String? = nil) {
        let isNew = state.withLock { state in
            defer { state.complaint = complaint }
            state.nextCheck = plan.reloadInterval.map { .now.advanced(by: $0) }
            return state.complaint != complaint
        }
        guard isNew, let complaint else { return }
        logger?.error(
            "Could not reload TLS certificates: new connections use the old ones",
            [LogField("error", .string(complaint))]
        )
    }
}

internal import CMalloc
internal import CollectorAPI

/// Returns memory to the system that bursts left behind.
enum FreeMemory {
    private static let interval = Duration.seconds(10)

    /// How much free memory is worth a return, in bytes.
    private static let worthwhile = 16 << 20

    /// Looks every now and then, until the task is cancelled.
    static func keepReturning(_ clock: any CollectorClock) async {
        while (try? await clock.sleep(for: interval)) != nil {
            // Away from the loop: it takes some milliseconds when there is much.
            await withTaskExecutorPreference(globalConcurrentExecutor) { returnIfWorthwhile() }
        }
    }

    private static func returnIfWorthwhile() {
        let info = mallinfo2()
        // Under load what is free now is needed again at once.
        guard info.fordblks >= worthwhile, info.fordblks > info.uordblks else { return }
        malloc_trim(0)
    }
}

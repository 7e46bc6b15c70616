import CollectorAPI
import Pdata
import Testing

@Suite struct MemoryBudgetTests {
    private func budget(_ limit: Int) -> MemoryBudget { MemoryBudget(limit: limit, at: ByteMeter()) }

    private func builder(_ count: Int) -> ByteBuilder {
        var builder = ByteBuilder(capacity: count)
        for _ in 0..<count { builder.append(7) }
        return builder
    }

    @Test func requestsMayTakeFourFifths() {
        let budget = budget(1000)
        #expect(budget.admit(801) == .tooLarge)
        #expect(budget.admit(500) == .admitted)
        #expect(budget.admit(301) == .refused)
        #expect(budget.admit(300) == .admitted)
        #expect(budget.used == 800)
        #expect(budget.refusedCount == 1)
        budget.charge(200)
        #expect(budget.used == 1000)
        budget.release(1000)
        #expect(budget.used == 0)
    }

    @Test func storageIsCountedUntilTheLastSliceIsGone() {
        let budget = budget(1_000_000)
        var reservation = MemoryReservation(budget)
        #expect(reservation.grow(to: 10_000 + ByteMeter.overhead) == .admitted)
        var whole: Bytes? = reservation.pay(for: builder(10_000))
        #expect(budget.used == 10_000 + ByteMeter.overhead)
        var slice = whole?.slice(0..<10)
        whole = nil
        #expect(budget.used == 10_000 + ByteMeter.overhead)
        slice = slice?.compacted()
        #expect(budget.used == 0)
        #expect(slice?.array == [7, 7, 7, 7, 7, 7, 7, 7, 7, 7])
    }

    @Test func aPromiseThatIsNotUsedIsGivenBack() {
        let budget = budget(1_000_000)
        do {
            var reservation = MemoryReservation(budget)
            #expect(reservation.grow(to: 1000) == .admitted)
            #expect(reservation.grow(to: 900) == .admitted)
            #expect(reservation.bytes == 1000)
            reservation.force(to: 900_000)
            #expect(reservation.grow(to: 950_000) == .tooLarge)
            reservation.shrink(to: 500)
            #expect(budget.used == 500)
        }
        #expect(budget.used == 0)
        var reservation = MemoryReservation(budget)
        #expect(reservation.grow(to: 1000) == .admitted)
        #expect(reservation.pay(for: ByteBuilder()).isEmpty)
        #expect(budget.used == 0)
    }

    @Test func whatGrowthTookBeyondNeedIsGivenBack() {
        let meter = ByteMeter()
        var builder = ByteBuilder(capacity: 1_000_000)
        builder.append(1)
        let bytes = builder.finish(prepaid: 0, at: meter)
        #expect(meter.count == 1 + ByteMeter.overhead)
        #expect(bytes.array == [1])
    }

    @Test func theSmallestClaimHoldsAndTheRestComesBack() {
        let budget = budget(1000)
        let large = budget.claim(limit: 500, reserve: 100)
        let small = budget.claim(limit: 300, reserve: 400)
        #expect(budget.limit == 300)
        #expect(budget.limitForRequests == 0)
        budget.release(small)
        #expect(budget.limit == 500)
        #expect(budget.limitForRequests == 400)
        budget.release(large)
        #expect(budget.limit == 1000)
    }

    @Test func whatTheProcessUsesOtherwiseIsNotThereForRequests() {
        let budget = budget(1000)
        budget.setOther(700)
        #expect(budget.admit(101) == .refused)
        #expect(budget.admit(100) == .admitted)
        budget.setOther(-5)
        #expect(budget.used == 100)
        budget.release(100)
    }

    @Test func thoseWhoCanGiveMemoryBackAreToldOnceInAWhile() {
        let budget = budget(1000)
        let told = MetricRegistry().counter("told", help: "How often.")
        let watch = budget.onPressure { told.add() }
        #expect(budget.admit(800) == .admitted)
        #expect(told.value == 0)
        for _ in 0..<3 { #expect(budget.admit(1) == .refused) }
        #expect(told.value == 1)
        budget.end(watch)
        budget.release(800)
    }
}

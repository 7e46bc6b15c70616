internal import CollectorAPI
internal import MetricAggregation
internal import Pdata

/// The transforms of a processor, done to requests.
struct MetricsTransform: Sendable {
    private let transforms: [Transform]
    private let logger: Logger

    init(_ settings: MetricsTransformSettings, _ logger: Logger) throws(TransformError) {
        var transforms: [Transform] = []
        for transform in settings.transforms { transforms.append(try Transform(transform)) }
        self.transforms = transforms
        self.logger = logger
    }

    func apply(to metrics: inout Metrics) {
        guard isConcerned(metrics) else { return }
        // Metrics changed one by one stay where they are.
        if transforms.allSatisfy(\.isSimple) {
            for transform in transforms { update(&metrics, transform) }
            return
        }
        var grouped: [Metrics] = []
        var scopes = metrics.partitionByScope()
        for index in scopes.indices {
            for transform in transforms { apply(transform, to: &scopes[index], &grouped) }
        }
        let parts = (scopes + grouped).filter { !$0.segments.isEmpty }
        metrics = parts.count == 1 ? parts[0] : Metrics(joining: parts).compacted(joinsMetrics: false)
    }

    /// Whether a transform can do anything: only one that includes a metric can make it another's.
    private func isConcerned(_ metrics: Metrics) -> Bool {
        var isConcerned = false
        metrics.forEachResource { resource in
            resource.forEachScope { scope in
                scope.forEachMetric { metric in
                    isConcerned = isConcerned || transforms.contains { $0.selection.includes(metric) }
                }
            }
        }
        return isConcerned
    }

    /// Does `transform` to `metrics`, which are of one scope.
    private func apply(_ transform: Transform, to metrics: inout Metrics, _ grouped: inout [Metrics]) {
        switch transform.action {
        case .update where transform.isSimple:
            update(&metrics, transform)
        case .update:
            let parts = Self.split(metrics, transform.selection)
            var selected = parts.selected
            for index in selected.indices {
                if selected[index].key == .whole {
                    Self.rename(&selected[index].data, transform)
                    operate(on: &selected[index].data, transform)
                } else {
                    update(&selected[index].data, transform)
                }
            }
            metrics = Self.together([parts.rest] + selected.map(\.data))
        case .insert:
            var copy = Self.selected(metrics, transform.selection)
            Self.rename(&copy, transform)
            operate(on: &copy, transform)
            metrics = Self.together([metrics, copy])
        case .combine(let aggregation):
            combine(&metrics, transform, aggregation)
        case .group(let labels):
            var moved = Self.selected(metrics, transform.selection)
            guard !moved.segments.isEmpty else { return }
            moved.editResources { resource in
                for (key, value) in labels { resource.attributes.upsert(key, .string(value)) }
            }
            grouped.append(moved)
            metrics = Self.unselected(metrics, transform.selection)
        }
    }

    // MARK: Selecting

    /// The metrics that are selected, by how much of them is, and the others.
    private static func split(
        _ metrics: Metrics,
        _ selection: MetricSelection
    ) -> (selected: [(key: MetricSelection.Extent, data: Metrics)], rest: Metrics) {
        let parts = metrics.partitionMetrics { selection.extent(of: $0.metric) }
        let rest = parts.filter { $0.key == .none }.map(\.data)
        return (parts.filter { $0.key != .none }, Metrics(joining: rest))
    }

    /// The selected metrics, with their selected data points.
    private static func selected(_ metrics: Metrics, _ selection: MetricSelection) -> Metrics {
        let parts = split(metrics, selection).selected.map { part in
            guard part.key == .partial else { return part.data }
            var data = part.data
            data.removeDataPoints { !selection.includes($0.dataPoint.attributes) }
            return data
        }
        return together(parts)
    }

    /// What ``selected(_:_:)`` leaves.
    private static func unselected(_ metrics: Metrics, _ selection: MetricSelection) -> Metrics {
        let (selected, rest) = split(metrics, selection)
        let others = selected.filter { $0.key == .partial }.map { part in
            var data = part.data
            data.removeDataPoints { selection.includes($0.dataPoint.attributes) }
            return data
        }
        return together([rest] + others)
    }

    /// `parts`, of one scope, in one.
    private static func together(_ parts: [Metrics]) -> Metrics {
        let parts = parts.filter { !$0.segments.isEmpty }
        return parts.count == 1 ? parts[0] : Metrics(joining: parts).compacted(joinsMetrics: false)
    }

    // MARK: Changing

    /// Does a simple transform to the metrics that it includes, where they are.
    private func update(_ metrics: inout Metrics, _ transform: Transform) {
        let selection = transform.selection
        metrics.editMetrics(where: { selection.includes($0.metric) }) { metric in
            let extent = selection.extent(of: metric.view)
            guard extent != .none else { return }
            if extent == .whole, !transform.newName.isEmpty { metric.name = transform.name(for: metric.name) }
            let operations = transform.operations.filter { extent == .whole || $0.isDonePartially }
            guard !operations.isEmpty else { return }
            metric.editDataPoints { point in
                guard extent == .whole || selection.includes(point.view.attributes) else { return }
                for operation in operations { operation.apply(to: &point) }
            }
        }
    }

    private static func rename(_ metrics: inout Metrics, _ transform: Transform) {
        guard !transform.newName.isEmpty else { return }
        metrics.editMetrics { $0.name = transform.name(for: $0.name) }
    }

    /// Does the operations of `transform` to all of `metrics`.
    private func operate(on metrics: inout Metrics, _ transform: Transform) {
        for operation in transform.operations {
            switch operation {
            case .addLabel, .updateLabel, .toggleScalarDataType, .scale:
                metrics.editDataPoints { operation.apply(to: &$0) }
            case .deleteLabelValue(let label, let value):
                metrics.removeDataPoints { entry in
                    entry.dataPoint.attributes.value(of: label) { $0.kind == .string && $0.string == value } ?? false
                }
            case .aggregateLabels(let kept, let aggregation):
                metrics.editDataPoints { point in
                    guard point.kind != .summary else { return }
                    point.attributes.removeAll { attribute in !kept.contains { attribute.key == $0 } }
                }
                metrics.aggregate(by: aggregation)
            case .aggregateLabelValues(let label, let values, let newValue, let aggregation):
                metrics.editDataPoints { point in
                    guard point.kind != .summary, case .string(let value)? = point.attributes[label],
                        values.contains(where: { $0.utf8.elementsEqual(value.utf8) })
                    else { return }
                    point.attributes.update(label, .string(newValue))
                }
                metrics.aggregate(by: aggregation)
            }
        }
    }

    // MARK: Combining

    private func combine(_ metrics: inout Metrics, _ transform: Transform, _ aggregation: Aggregation?) {
        var combined = Self.selected(metrics, transform.selection)
        guard !combined.segments.isEmpty else { return }
        let kinds = MetricKinds(combined)
        if let difference = kinds.difference {
            return logger.warn("metrics cannot be combined", [LogField("reason", .string(difference))])
        }
        let rest = Self.unselected(metrics, transform.selection)
        combined.editMetrics { metric in
            let labels = transform.labels(for: metric.name)
            metric.name = transform.newName
            metric.description = kinds.description
            metric.metadata.removeAll()
            guard !labels.isEmpty else { return }
            metric.editDataPoints { point in
                for (key, value) in labels { point.attributes.upsert(key, .string(value)) }
            }
        }
        combined = combined.compacted()
        if let aggregation { combined.aggregate(by: aggregation) }
        operate(on: &combined, transform)
        metrics = Self.together([rest, combined])
    }
}

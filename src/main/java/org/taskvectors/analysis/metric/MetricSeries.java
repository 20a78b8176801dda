package org.taskvectors.analysis.metric;

import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.Group;

/// The values of a metric for one vector, for one pair, or for all vectors together.
///
/// @param name `SST-2`, `SST-2 · MNLI`, `all vectors`
/// @param value its value in a group, in the quantity's unit; NaN if it is undefined
public record MetricSeries(String name, ToDoubleFunction<Group> value) {}

package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.job.Job;
import org.taskvectors.vector.Provenance;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// The list of vectors at the left, from the workspace and what is known of each.
final class VectorLines {
    private static final String ALL = "all";

    private VectorLines() {}

    static List<VectorLine> of(WorkspaceState state, Vectors vectors) {
        List<String> order = state.tickedItems().stream().map(FileItem::id).toList();
        Map<String, String> names = DistinctNames.of(state.vectors());
        return state.vectors().stream()
                .map(
                        item ->
                                line(
                                        item,
                                        names.getOrDefault(item.id(), item.name()),
                                        order.indexOf(item.id()),
                                        vectors.of(item.id())))
                .toList();
    }

    private static VectorLine line(
            FileItem item, String name, int place, Loading<Measurement> loading) {
        Optional<Measurement> known = loading.value();
        return new VectorLine(
                item.id(),
                name,
                known.map(VectorLines::kind)
                        .or(() -> item.facts().map(facts -> String.join(", ", facts.dtypes())))
                        .orElse(""),
                place < 0 ? OptionalInt.empty() : OptionalInt.of(place),
                known.map(VectorLines::norm).orElse(Double.NaN),
                state(loading),
                loading instanceof Loading.Failed<Measurement>);
    }

    /// `full · bfloat16` where it holds all that is known of its base; the scope where it was
    /// extracted with one; `38 of 291 tensors` else.
    private static String kind(Measurement measurement) {
        List<TensorProfile> tensors = measurement.profile().tensors();
        String dtypes =
                tensors.stream()
                        .map(tensor -> tensor.dtype().label())
                        .distinct()
                        .collect(Collectors.joining(", "));
        String held;
        String scope =
                measurement
                        .profile()
                        .provenance()
                        .map(provenance -> provenance.policies().getOrDefault("scope", ALL))
                        .orElse(ALL);
        boolean isPartial =
                measurement.profile().provenance().flatMap(Provenance::partial).isPresent();
        if (isPartial) {
            held = "partial";
        } else if (measurement.base().isEmpty()) {
            held = "base unknown";
        } else if (!scope.equals(ALL)) {
            held = scope.replace(",", ", ");
        } else if (tensors.size() >= measurement.base().size()) {
            held = "full";
        } else {
            held =
                    Amounts.count(tensors.size())
                            + " of "
                            + Amounts.count(measurement.base().size())
                            + " tensors";
        }
        return dtypes.isEmpty() ? held : held + " · " + dtypes;
    }

    private static double norm(Measurement measurement) {
        return Math.sqrt(
                measurement.profile().tensors().stream()
                        .mapToDouble(TensorProfile::sumSquares)
                        .sum());
    }

    private static String state(Loading<Measurement> loading) {
        return switch (loading) {
            case Loading.NotAsked<Measurement> _, Loading.Looking<Measurement> _ -> "";
            case Loading.NotKept<Measurement> _ -> "not measured yet";
            case Loading.Measuring<Measurement>(Job<Measurement> job) -> progress(job);
            case Loading.Known<Measurement> _ -> "";
            case Loading.Failed<Measurement>(String reason) -> reason;
        };
    }

    static String progress(Job<?> job) {
        return job.state() == Job.State.WAITING
                ? "waits to be measured"
                : "measuring " + Amounts.progress(job.progress().fraction());
    }
}

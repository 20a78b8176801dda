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
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.VectorColours;
import org.taskvectors.workspace.WorkspaceState;

/// The list of vectors at the left, from the workspace and what is known of each.
final class VectorLines {
    private static final String ALL = "all";

    private VectorLines() {}

    static List<VectorLine> of(WorkspaceState state, Vectors vectors, ScopedNorms norms) {
        Map<String, Integer> colours = VectorColours.ofTicked(state);
        Map<String, String> names = DistinctNames.of(state.vectors());
        Map<String, BaseOf> bases = Bases.of(state, vectors);
        return state.vectors().stream()
                .map(
                        item -> {
                            Loading<Measurement> loading = vectors.of(item.id());
                            Optional<ScopedNorms.Norm> norm = loading.value().map(norms::of);
                            Integer colour = colours.get(item.id());
                            return new VectorLine(
                                    item.id(),
                                    names.getOrDefault(item.id(), item.name()),
                                    kind(item, loading),
                                    bases.getOrDefault(item.id(), BaseOf.UNKNOWN),
                                    rank(item),
                                    colour == null ? OptionalInt.empty() : OptionalInt.of(colour),
                                    norm.map(ScopedNorms.Norm::value).orElse(Double.NaN),
                                    norm.map(ScopedNorms.Norm::words).orElse(""),
                                    state(loading, vectors.timeAhead(item)),
                                    loading instanceof Loading.Failed<Measurement>);
                        })
                .toList();
    }

    private static String rank(FileItem item) {
        return item.facts()
                .flatMap(Facts::adapter)
                .map(AdapterFacts::rank)
                .filter(rank -> !rank.isEmpty())
                .map(rank -> "r " + rank)
                .orElse("");
    }

    private static String kind(FileItem item, Loading<Measurement> loading) {
        return loading.value()
                .map(VectorLines::kind)
                .or(() -> item.facts().map(facts -> String.join(", ", facts.dtypes())))
                .orElse("");
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

    private static String state(Loading<Measurement> loading, String timeAhead) {
        String ahead = timeAhead.isEmpty() ? "" : ", " + timeAhead;
        return switch (loading) {
            case Loading.NotAsked<Measurement> _, Loading.Looking<Measurement> _ -> "";
            case Loading.NotKept<Measurement> _ -> "not measured yet" + ahead;
            case Loading.Measuring<Measurement>(Job<Measurement> job) -> progress(job) + ahead;
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

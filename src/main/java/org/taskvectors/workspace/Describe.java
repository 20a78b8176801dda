package org.taskvectors.workspace;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.adapter.AdapterProblem;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// What an opened checkpoint tells about itself, and what it is guessed to be for.
public final class Describe {
    private Describe() {}

    /// Where `checkpoint` says that it is a vector and of what; empty where it says nothing of the
    /// kind.
    public static Optional<Provenance> provenance(Checkpoint checkpoint) {
        return new ProvenanceCodec().read(checkpoint.about().metadata());
    }

    /// What a card says of `checkpoint`.
    ///
    /// @param provenance where it is a vector that says where it came from
    public static Facts facts(Checkpoint checkpoint, Optional<Provenance> provenance) {
        Naming naming = Naming.of(checkpoint);
        List<Tensor> tensors = checkpoint.tensors();
        long stored = tensors.stream().mapToLong(Tensor::elements).sum();
        Set<String> again = naming.repeated();
        long weights =
                tensors.stream()
                        .filter(tensor -> !again.contains(tensor.name()))
                        .filter(tensor -> !Buffers.isBuffer(tensor))
                        .mapToLong(Tensor::elements)
                        .sum();
        boolean isQuantized =
                tensors.stream()
                        .anyMatch(tensor -> checkpoint.stored(tensor).encoding().isPresent());
        return new Facts(
                checkpoint.about().format(),
                naming.architecture(),
                weights,
                dtypes(checkpoint),
                checkpoint.about().bytesOnDisk(),
                checkpoint.about().files(),
                naming.layers(),
                tensors.size(),
                provenance.map(Provenance::tuned).map(Identity::name).orElse(""),
                provenance
                        .map(Provenance::base)
                        .map(Identity::name)
                        .or(() -> base(checkpoint))
                        .or(() -> checkpoint.about().config().flatMap(ModelConfig::baseName))
                        .orElse(""),
                checkpoint.about().notes(),
                isQuantized && stored > 0
                        ? 8.0 * checkpoint.about().bytesOnDisk() / stored
                        : Double.NaN,
                checkpoint.about().adapter().map(about -> adapter(about, checkpoint, naming)),
                checkpoint.about().dictionaries(),
                provenance.flatMap(Provenance::partial).orElse(""),
                provenance
                        .map(origin -> Layout.of(checkpoint, naming, origin))
                        .orElseGet(() -> Layout.of(checkpoint, naming)));
    }

    /// The base of a change that knows it by itself, as a recipe does; an adapter names its own.
    private static Optional<String> base(Checkpoint checkpoint) {
        return checkpoint instanceof Vector vector && !vector.isAdapter()
                ? vector.base().map(Checkpoint::name)
                : Optional.empty();
    }

    /// Whether opening failed because the file holds several adapters and a person has not chosen
    /// one of those that are there.
    public static boolean asksAdapter(Failure failure) {
        return failure.problem() == AdapterProblem.SEVERAL_ADAPTERS
                || failure.problem() == AdapterProblem.NO_SUCH_ADAPTER;
    }

    /// What a card says of a file with several adapters as long as nobody has said which is meant.
    ///
    /// @param stored the file, opened as it is stored
    public static Facts severalAdapters(Checkpoint stored) {
        List<String> names = Adapters.names(stored);
        return facts(stored, Optional.empty())
                .withAdapter(
                        new AdapterFacts(
                                names.size() + " adapters",
                                "",
                                "",
                                "",
                                List.of(),
                                List.of(),
                                false,
                                names));
    }

    private static AdapterFacts adapter(AdapterAbout about, Checkpoint adapter, Naming naming) {
        List<Incomplete> incomplete =
                adapter instanceof Vector vector ? vector.incomplete() : List.of();
        List<String> targets =
                Stream.concat(
                                adapter.tensors().stream().map(Tensor::name),
                                incomplete.stream().map(Incomplete::name))
                        .map(name -> naming.place(name).kind().id())
                        .distinct()
                        .sorted()
                        .toList();
        return new AdapterFacts(
                about.method(),
                range(about.ranks().stream().map(String::valueOf).toList()),
                range(about.alphas().stream().map(Describe::plain).toList()),
                about.baseName().orElse(""),
                targets,
                incomplete.stream().map(Incomplete::reason).distinct().toList(),
                about.asksScale(),
                about.names().size() > 1 ? about.names() : List.of());
    }

    /// `16`, or `8 to 32` where there are several.
    private static String range(List<String> rising) {
        if (rising.isEmpty()) {
            return "";
        }
        return rising.size() == 1
                ? rising.getFirst()
                : rising.getFirst() + " to " + rising.getLast();
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /// Labels of the dtypes, of what is quantised the encoding's, by how many weights have them.
    private static List<String> dtypes(Checkpoint checkpoint) {
        Map<String, Long> weightsByDType =
                checkpoint.tensors().stream()
                        .collect(
                                Collectors.groupingBy(
                                        tensor -> label(checkpoint, tensor),
                                        Collectors.summingLong(Tensor::elements)));
        return weightsByDType.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Of an adapter what its factors are stored as.
    private static String label(Checkpoint checkpoint, Tensor tensor) {
        if (checkpoint instanceof Vector vector) {
            return vector.kept(tensor).dtype().label();
        }
        return checkpoint
                .stored(tensor)
                .encoding()
                .map(Encoding::label)
                .orElseGet(() -> tensor.dtype().label());
    }

    /// Whether a model is a base by its name. Of several that are opened together it comes first,
    /// so that the others are known as fine-tuned from it.
    public static boolean isCalledBase(String name) {
        return name.toLowerCase(Locale.ROOT).matches("(.*[-_.])?base([-_.].*)?");
    }

    /// What a checkpoint with these facts is probably for, beside what is already there.
    public static Role role(Facts facts, String name, boolean isVector, WorkspaceState state) {
        if (facts.adapter().isPresent()) {
            return Role.ADAPTER;
        }
        if (isVector) {
            return Role.VECTOR;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.matches(".*(task[-_ ]?vector|[-_.]vector|^vector|^tau[-_]).*")) {
            return Role.VECTOR;
        }
        // Models are quantised to be trained on, rarely after their training.
        if (facts.isQuantized() || isCalledBase(name)) {
            return Role.BASE;
        }
        boolean hasLikeBase =
                state.files(Role.BASE).stream().anyMatch(base -> Pairing.isAlike(base, facts));
        return hasLikeBase ? Role.TUNED : Role.BASE;
    }
}

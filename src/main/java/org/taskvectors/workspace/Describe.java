package org.taskvectors.workspace;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// What an opened checkpoint tells about itself, and what it is guessed to be for.
public final class Describe {
    private Describe() {}

    /// Where `checkpoint` says that it is a vector and of what; empty where it says nothing of the
    /// kind.
    public static Optional<Provenance> provenance(Checkpoint checkpoint) {
        return new ProvenanceCodec().read(checkpoint.metadata());
    }

    /// What a card says of `checkpoint`.
    ///
    /// @param provenance where it is a vector that says where it came from
    public static Facts facts(Checkpoint checkpoint, Optional<Provenance> provenance) {
        Naming naming = Naming.of(checkpoint);
        Map<String, Long> weightsByDType =
                checkpoint.tensors().stream()
                        .collect(
                                Collectors.groupingBy(
                                        tensor -> tensor.dtype().label(),
                                        Collectors.summingLong(Tensor::elements)));
        List<String> dtypes =
                weightsByDType.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .map(Map.Entry::getKey)
                        .toList();
        return new Facts(
                checkpoint.format(),
                naming.architecture(),
                checkpoint.tensors().stream().mapToLong(Tensor::elements).sum(),
                dtypes,
                checkpoint.bytesOnDisk(),
                checkpoint.files(),
                naming.layers(),
                checkpoint.tensors().size(),
                provenance.map(Provenance::tuned).map(Identity::name).orElse(""),
                provenance
                        .map(Provenance::base)
                        .map(Identity::name)
                        .or(() -> checkpoint.config().flatMap(ModelConfig::baseName))
                        .map(Describe::lastPart)
                        .orElse(""),
                checkpoint.notes());
    }

    /// What a checkpoint with these facts is probably for, beside what is already there.
    public static Role role(Facts facts, String name, boolean isVector, WorkspaceState state) {
        if (isVector) {
            return Role.VECTOR;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.matches(".*(task[-_ ]?vector|[-_.]vector|^vector|^tau[-_]).*")) {
            return Role.VECTOR;
        }
        if (lower.matches("(.*[-_.])?base([-_.].*)?")) {
            return Role.BASE;
        }
        boolean hasLikeBase = state.items(Role.BASE).stream().anyMatch(base -> alike(base, facts));
        return hasLikeBase ? Role.TUNED : Role.BASE;
    }

    /// Which item of the workspace is probably its base.
    public static Optional<String> base(Facts facts, Role role, WorkspaceState state) {
        if (role == Role.BASE) {
            return Optional.empty();
        }
        List<Item> bases =
                state.items(Role.BASE).stream().filter(base -> alike(base, facts)).toList();
        Optional<Item> named =
                bases.stream()
                        .filter(
                                base ->
                                        !facts.on().isEmpty()
                                                && lastPart(base.path().toString())
                                                        .equalsIgnoreCase(facts.on()))
                        .findFirst();
        return named.or(() -> bases.size() == 1 ? Optional.of(bases.getFirst()) : Optional.empty())
                .map(Item::id);
    }

    private static boolean alike(Item base, Facts facts) {
        return base.facts()
                .filter(
                        other ->
                                other.architecture().equals(facts.architecture())
                                        && other.layers() == facts.layers())
                .isPresent();
    }

    private static String lastPart(String path) {
        String trimmed = path.replace('\\', '/').replaceAll("/+$", "");
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}

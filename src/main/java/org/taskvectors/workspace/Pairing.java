package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.open.Formats;

/// Guesses which base of the library an item belongs to, from the name that it gives its base: an
/// adapter's `base_model_name_or_path`, a vector's provenance, a model's `_name_or_path`. Names are
/// compared by their last part, as people keep `meta-llama/Llama-3.1-8B` in a folder
/// `Llama-3.1-8B`; folders of the Hub's cache (`models--meta-llama--Llama-3.1-8B`) are known. A
/// name alone pairs nothing: names and shapes of the tensors must agree too.
public final class Pairing {
    /// Ends of names that tell how a base was quantised for training, not which base it is.
    private static final String QUANTIZED =
            "([-_.](unsloth[-_])?(bnb[-_])?(4|8)[-_]?bits?|[-_.](bf16|fp16|nf4|fp8|gguf|gptq|awq)"
                    + "|[-_.]q\\d(_[01k](_[sml])?)?)+$";

    private static final int NAMED = 2;
    private static final int NAMED_BUT_QUANTIZED = 1;

    private Pairing() {}

    /// The id of the base that an item with these facts probably belongs to.
    public static Optional<String> base(Facts facts, Role role, WorkspaceState state) {
        if (role == Role.BASE) {
            return Optional.empty();
        }
        List<FileItem> bases = state.files(Role.BASE);
        Optional<FileItem> named =
                bases.stream()
                        .filter(base -> agreement(facts, base) > 0)
                        .filter(base -> isConfirmed(facts, role, base))
                        .max(Comparator.comparingInt(base -> agreement(facts, base)));
        if (named.isPresent()) {
            return named.map(FileItem::id);
        }
        // Who names another base is not given this one for being alike; but what a model's own
        // configuration names is often a folder of its training.
        if (role != Role.TUNED && !facts.namedBase().isBlank()) {
            return Optional.empty();
        }
        List<FileItem> alike =
                bases.stream()
                        .filter(base -> isAlike(base, facts))
                        .filter(base -> isConfirmed(facts, role, base))
                        .toList();
        return alike.size() == 1 ? Optional.of(alike.getFirst().id()) : Optional.empty();
    }

    /// Pairs whoever has no base and names this one.
    public static WorkspaceState withNewBase(WorkspaceState state, FileItem base) {
        if (base.role() != Role.BASE) {
            return state;
        }
        WorkspaceState changed = state;
        for (FileItem item : state.files()) {
            boolean names =
                    item.role() != Role.BASE
                            && item.base().isEmpty()
                            && item.facts()
                                    .filter(f -> agreement(f, base) > 0)
                                    .filter(f -> isConfirmed(f, item.role(), base))
                                    .isPresent();
            if (names) {
                changed = changed.changing(item.id(), one -> one.withBase(Optional.of(base.id())));
            }
        }
        return changed;
    }

    /// A base of the library that an item names and that has other tensors: another model of that
    /// name.
    public static Optional<FileItem> namesakeOf(FileItem item, WorkspaceState state) {
        return item.facts()
                .flatMap(
                        facts ->
                                state.files(Role.BASE).stream()
                                        .filter(base -> agreement(facts, base) > 0)
                                        .filter(base -> !isConfirmed(facts, item.role(), base))
                                        .findFirst());
    }

    /// Whether names and shapes agree, as far as they are known. A model has as many layers as its
    /// base; what is a change of one may change some.
    static boolean isConfirmed(Facts facts, Role role, FileItem base) {
        return base.facts()
                .filter(other -> facts.layout().isWithin(other.layout()))
                .filter(other -> role != Role.TUNED || facts.layers() == other.layers())
                .isPresent();
    }

    /// Pairs an item again of which more is known now, if it has no base.
    public static WorkspaceState again(WorkspaceState state, String id) {
        Optional<FileItem> item = state.file(id);
        if (item.isEmpty() || item.get().role() == Role.BASE) {
            return item.map(base -> withNewBase(state, base)).orElse(state);
        }
        Optional<String> base =
                item.get().facts().flatMap(facts -> base(facts, item.get().role(), state));
        return item.get().base().isPresent() || base.isEmpty()
                ? state
                : state.changing(id, one -> one.withBase(base));
    }

    /// Whether `base` has the architecture of an item with these facts. An adapter may change some
    /// layers only.
    static boolean isAlike(FileItem base, Facts facts) {
        return base.facts()
                .filter(other -> other.architecture().equals(facts.architecture()))
                .filter(
                        other ->
                                facts.adapter().isPresent()
                                        ? facts.layers() <= other.layers()
                                        : facts.layers() == other.layers())
                .filter(
                        other ->
                                !facts.layout().isKnown()
                                        || !other.layout().isKnown()
                                        || facts.layout().isWithin(other.layout()))
                .isPresent();
    }

    private static int agreement(Facts facts, FileItem base) {
        if (facts.namedBase().isBlank()) {
            return 0;
        }
        String wanted = lastPart(facts.namedBase());
        if (names(base).anyMatch(wanted::equals)) {
            return NAMED;
        }
        String bare = wanted.replaceFirst(QUANTIZED, "");
        boolean isSame = names(base).map(n -> n.replaceFirst(QUANTIZED, "")).anyMatch(bare::equals);
        return isSame ? NAMED_BUT_QUANTIZED : 0;
    }

    /// Whether another file may mean this model by that name.
    static boolean isCalled(FileItem model, String name) {
        return names(model).anyMatch(lastPart(name)::equals);
    }

    /// What a model may be called by others: as its card says, its folders, and what its own
    /// configuration says that it is.
    private static Stream<String> names(FileItem base) {
        Path path = base.path();
        // A single file is often called model.safetensors; a snapshot lies two folders below the
        // name in the Hub's cache.
        boolean isSnapshot = path.toString().contains("snapshots");
        int parts = path.getNameCount();
        Stream<String> folders =
                IntStream.rangeClosed(1, Math.min(parts, isSnapshot ? 4 : isFile(path) ? 2 : 1))
                        .mapToObj(back -> path.getName(parts - back).toString());
        Stream<String> own = base.facts().map(Facts::on).stream();
        return Stream.concat(Stream.of(base.name()), Stream.concat(folders, own))
                .filter(name -> !name.isBlank())
                .map(Pairing::lastPart);
    }

    private static boolean isFile(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.endsWith(".json") || Formats.ALL.hasEnding(name);
    }

    /// `meta-llama/Llama-3.1-8B` and `models--meta-llama--Llama-3.1-8B` → `llama-3.1-8b`
    public static String lastPart(String name) {
        String trimmed = name.replace('\\', '/').replaceAll("/+$", "");
        String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        if (last.startsWith("models--")) {
            last = last.substring(last.lastIndexOf("--") + 2);
        }
        return Formats.ALL.stem(last).toLowerCase(Locale.ROOT);
    }
}

package org.taskvectors.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.alignment.Renamed;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Lays a base and a fine-tuned model side by side, tensor by tensor, from their headers alone.
public final class PairChecker {
    private final Checkpoint base;
    private final Checkpoint tuned;
    private final Policies policies;
    private final Alignment alignment;
    private final Coverage coverage;
    private final Checkpoint whole;
    private final Map<Tensor, Incomplete> incomplete;
    private final Naming baseNaming;
    private final Naming tunedNaming;
    private final Set<String> tiedBase;
    private final Set<String> tiedTuned;
    private final List<Match> matches = new ArrayList<>();
    private final List<Tensor> baseTensors = new ArrayList<>();
    private final List<QuantizedSide> quantized = new ArrayList<>();
    private final Findings findings = new Findings();
    private final Set<Tensor> unmatched = new HashSet<>();

    private PairChecker(Checkpoint base, Checkpoint tuned, Policies policies) throws IOException {
        this.base = base;
        this.policies = policies;
        whole = Vector.on(tuned, base);
        alignment = Alignment.of(base, whole);
        coverage = Coverage.of(alignment, base, whole);
        this.tuned = alignment.apply(whole);
        OneWeight names = OneWeight.of(base, whole);
        baseNaming = names.base();
        tunedNaming = names.tuned();
        tiedBase = baseNaming.repeated();
        tiedTuned = tunedNaming.repeated();
        incomplete = Coverage.gaps(base, whole);
        if (coverage.isPartial()) {
            unmatched.addAll(coverage.openInBase());
            unmatched.addAll(coverage.open());
        }
    }

    /// Checks the pair under these policies. Nothing but headers is looked at, and whether a head
    /// repeats its embedding where only the other side says so.
    ///
    /// @throws IOException where such a head cannot be read
    public static PairCheck check(Checkpoint base, Checkpoint tuned, Policies policies)
            throws IOException {
        return new PairChecker(base, tuned, policies).check();
    }

    /// Opens both sides and checks them.
    ///
    /// @throws IOException where one of them cannot be opened, or as the other check
    public static PairCheck check(Located base, Located tuned, Policies policies)
            throws IOException {
        try (Checkpoint from = base.asModel().open();
                Checkpoint to = tuned.asModel().open()) {
            return check(from, to, policies);
        }
    }

    private PairCheck check() {
        for (Tensor tensor : base.tensors()) {
            Placement placement = baseNaming.place(tensor.name());
            sort(tensor, placement, alignment.found(tensor).orElse(null));
        }
        alignment.leftInSource().forEach(this::sortLeftOver);
        noteUnreadElsewhere();
        noteRenamed();
        QuantizedSide.of(
                        true,
                        base,
                        matches.stream()
                                .filter(m -> !isProduct(m.tuned()))
                                .map(Match::base)
                                .toList())
                .ifPresent(quantized::add);
        QuantizedSide.of(false, tuned, matches.stream().map(Match::tuned).toList())
                .ifPresent(quantized::add);
        PairVerdict verdict =
                new PairVerdict(base, whole, coverage, Coverage.unread(whole), policies, findings);
        return new PairCheck(
                findings.lines(verdict, quantized),
                alignment,
                matches,
                baseTensors,
                policies,
                quantized,
                verdict.partialShare(),
                verdict.refusal(matches.isEmpty()));
    }

    /// Notes changes that cannot be read, of tensors that the base does not have.
    private void noteUnreadElsewhere() {
        if (whole instanceof Vector vector) {
            vector.incomplete().stream()
                    .filter(gap -> !incomplete.containsValue(gap))
                    .forEach(
                            gap ->
                                    note(
                                            Category.INCOMPLETE,
                                            tunedNaming.place(gap.name()).stripped(),
                                            gap.reason()));
        }
    }

    private void sort(Tensor from, Placement placement, @Nullable Tensor to) {
        String name = placement.stripped();
        Optional<String> undecoded =
                base.stored(from)
                        .undecoded()
                        .or(
                                () ->
                                        Optional.ofNullable(to)
                                                .flatMap(t -> tuned.stored(t).undecoded()));
        if (Buffers.isBuffer(from)) {
            note(Category.BUFFER, name, "");
        } else if (undecoded.isPresent()) {
            note(Category.UNDECODED, name, undecoded.get());
        } else if (!from.dtype().isFloating() || (to != null && !to.dtype().isFloating())) {
            note(Category.NOT_FLOATING, name, to == null ? "" : dtypes(from, to));
        } else if (isTied(from, to)) {
            note(Category.TIED, name, "");
        } else if (to == null && incomplete.containsKey(from)) {
            note(Category.INCOMPLETE, name, incomplete.get(from).reason());
        } else if (to == null && unmatched.contains(from)) {
            note(Category.UNMATCHED, name, "");
        } else if (!policies.scope().includes(placement)) {
            note(Category.OUT_OF_SCOPE, name, "");
        } else if (to == null) {
            baseTensors.add(from);
            note(missingCategory(from, placement), name, from);
        } else if (!from.shape().equals(to.shape())) {
            sortOtherShape(from, to, placement);
        } else {
            match(from, to, from.shape(), placement);
            Category category =
                    tiedBase.contains(from.name()) ? Category.UNTIED : matchedCategory(from, to);
            note(category, name, category == Category.MATCHED ? "" : dtypes(from, to));
        }
    }

    /// A product of factors is the change itself, whatever the base is stored as.
    private boolean isProduct(Tensor to) {
        return tuned instanceof Vector vector && vector.kept(to).isIndependent();
    }

    private Category matchedCategory(Tensor from, Tensor to) {
        if (isProduct(to)) {
            return Category.MATCHED;
        }
        boolean fromQuantized = base.stored(from).encoding().isPresent();
        boolean toQuantized = tuned.stored(to).encoding().isPresent();
        if (fromQuantized || toQuantized) {
            return fromQuantized && toQuantized
                    ? Category.BOTH_QUANTIZED
                    : fromQuantized ? Category.QUANTIZED_BASE : Category.QUANTIZED_TUNED;
        }
        return from.dtype() == to.dtype() ? Category.MATCHED : Category.OTHER_DTYPE;
    }

    /// A fine-tuned model whose head is no longer the embedding has changed the head: that is a
    /// difference of its own.
    private boolean isTied(Tensor from, @Nullable Tensor to) {
        return tiedBase.contains(from.name())
                && (to == null
                        || alignment
                                .whole(from)
                                .map(Tensor::name)
                                .filter(tiedTuned::contains)
                                .isPresent());
    }

    /// A head that only the base stores is no loss where the fine-tuned model shares the
    /// embedding's weights.
    private Category missingCategory(Tensor from, Placement placement) {
        boolean sharedHead =
                placement.kind().family() == ModuleFamily.HEAD
                        && base.tensors().stream().anyMatch(t -> isEmbedding(t, from.shape()))
                        && tuned.about()
                                .config()
                                .flatMap(config -> config.tiedEmbeddings())
                                .orElse(false);
        return sharedHead ? Category.TIED : Category.ONLY_BASE;
    }

    /// Whether it is an embedding of a shape that the fine-tuned side has too.
    private boolean isEmbedding(Tensor tensor, Shape shape) {
        return tensor.shape().equals(shape)
                && alignment.found(tensor).isPresent()
                && baseNaming.place(tensor.name()).kind().family() == ModuleFamily.EMBEDDING;
    }

    private void sortOtherShape(Tensor from, Tensor to, Placement placement) {
        if (!isGrownVocabulary(from.shape(), to.shape(), placement)) {
            baseTensors.add(from);
            note(Category.OTHER_SHAPE, placement.stripped(), from.shape() + " → " + to.shape());
            return;
        }
        note(
                Category.GROWN_VOCABULARY,
                placement.stripped(),
                Amounts.count(from.shape().size(0))
                        + " → "
                        + Amounts.counted(to.shape().size(0), "row"));
        if (policies.vocabulary() == VocabularyPolicy.SHARED) {
            long[] sizes = from.shape().sizes();
            sizes[0] = Math.min(sizes[0], to.shape().size(0));
            match(from, to, Shape.of(sizes), placement);
        } else {
            baseTensors.add(from);
        }
    }

    private static boolean isGrownVocabulary(Shape from, Shape to, Placement placement) {
        ModuleFamily family = placement.kind().family();
        if (family != ModuleFamily.EMBEDDING && family != ModuleFamily.HEAD) {
            return false;
        }
        if (from.rank() == 0 || from.rank() != to.rank()) {
            return false;
        }
        for (int i = 1; i < from.rank(); i++) {
            if (from.size(i) != to.size(i)) {
                return false;
            }
        }
        return true;
    }

    private void match(Tensor from, Tensor to, Shape shape, Placement placement) {
        DType dtype =
                tuned instanceof Vector vector
                        ? policies.dtype().of(vector.kept(to).dtype(), vector.kept(to).dtype())
                        : policies.dtype()
                                .of(
                                        OutputDType.counted(base, from),
                                        OutputDType.counted(tuned, to));
        matches.add(new Match(from, to, new Tensor(from.name(), dtype, shape), placement));
        baseTensors.add(new Tensor(from.name(), from.dtype(), shape));
    }

    private void noteRenamed() {
        Set<Tensor> matched = matches.stream().map(Match::base).collect(Collectors.toSet());
        for (Renamed renamed : alignment.renamed()) {
            renamed.targets().stream()
                    .filter(matched::contains)
                    .map(tensor -> baseNaming.place(tensor.name()).stripped())
                    .forEach(name -> note(Category.RENAMED, name, renamed.how()));
        }
    }

    private void sortLeftOver(Tensor tensor) {
        String name = tunedNaming.place(tensor.name()).stripped();
        Optional<String> undecoded = whole.stored(tensor).undecoded();
        if (Buffers.isBuffer(tensor)) {
            note(Category.BUFFER, name, "");
        } else if (undecoded.isPresent()) {
            note(Category.UNDECODED, name, undecoded.get());
        } else if (!tensor.dtype().isFloating()) {
            note(Category.NOT_FLOATING, name, "");
        } else if (tiedTuned.contains(tensor.name())) {
            note(Category.TIED, name, "");
        } else if (unmatched.contains(tensor)) {
            note(Category.UNMATCHED, name, "");
        } else if (!policies.scope().includes(tunedNaming.place(tensor.name()))) {
            note(Category.OUT_OF_SCOPE, name, "");
        } else {
            note(Category.ONLY_TUNED, name, tensor);
        }
    }

    private void note(Category category, String name, String detail) {
        findings.note(category, name, detail, 0);
    }

    private void note(Category category, String name, Tensor tensor) {
        findings.note(category, name, "", tensor.elements());
    }

    private String dtypes(Tensor from, Tensor to) {
        return stored(base, from) + " → " + stored(tuned, to);
    }

    private static String stored(Checkpoint side, Tensor tensor) {
        return side.stored(tensor).encoding().map(Encoding::label).orElse(tensor.dtype().label());
    }
}

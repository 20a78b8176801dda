package org.taskvectors.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
import org.taskvectors.file.Failure;
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
    private final Map<String, String> incomplete = new LinkedHashMap<>();
    private final Naming baseNaming;
    private final Naming tunedNaming;
    private final Set<String> tiedBase;
    private final Set<String> tiedTuned;
    private final List<Match> matches = new ArrayList<>();
    private final List<Tensor> baseTensors = new ArrayList<>();
    private final List<QuantizedSide> quantized = new ArrayList<>();
    private final Map<Category, List<String>> found = new EnumMap<>(Category.class);
    private final Map<Category, String> details = new EnumMap<>(Category.class);

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
        if (whole instanceof Vector vector) {
            vector.incomplete()
                    .forEach(
                            tensor ->
                                    incomplete.put(
                                            tunedNaming.place(tensor.name()).stripped(),
                                            tensor.reason()));
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
        try (Checkpoint from = base.open();
                Checkpoint to = tuned.open()) {
            return check(from, to, policies);
        }
    }

    private PairCheck check() {
        for (Tensor tensor : base.tensors()) {
            Placement placement = baseNaming.place(tensor.name());
            sort(tensor, placement, alignment.found(tensor).orElse(null));
        }
        alignment.leftInSource().forEach(this::sortLeftOver);
        incomplete.forEach((name, reason) -> note(Category.INCOMPLETE, name, reason));
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
        return new PairCheck(
                findings(),
                matches,
                baseTensors,
                policies,
                quantized,
                isPartial() ? Optional.of(partialShare()) : Optional.empty(),
                refusal());
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
        } else if (!policies.scope().includes(placement)) {
            note(Category.OUT_OF_SCOPE, name, "");
        } else if (to == null && incomplete.containsKey(name)) {
            note(Category.INCOMPLETE, name, String.valueOf(incomplete.remove(name)));
        } else if (to == null && isUnmatched(from)) {
            note(Category.UNMATCHED, name, "");
        } else if (to == null) {
            baseTensors.add(from);
            note(missingCategory(placement), name, "");
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
    private Category missingCategory(Placement placement) {
        boolean sharedHead =
                placement.kind().family() == ModuleFamily.HEAD
                        && tuned.about()
                                .config()
                                .flatMap(config -> config.tiedEmbeddings())
                                .orElse(false);
        return sharedHead ? Category.TIED : Category.ONLY_BASE;
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

    /// Whether a change of it may be there under a name that was not found.
    private boolean isUnmatched(Tensor from) {
        return coverage.isPartial() && coverage.openInBase().contains(from);
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
        } else if (!policies.scope().includes(tunedNaming.place(tensor.name()))) {
            note(Category.OUT_OF_SCOPE, name, "");
        } else if (coverage.isPartial() && coverage.open().contains(tensor)) {
            note(Category.UNMATCHED, name, "");
        } else {
            note(Category.ONLY_TUNED, name, "");
        }
    }

    private void note(Category category, String name, String detail) {
        List<String> names = found.computeIfAbsent(category, c -> new ArrayList<>());
        if (names.isEmpty()) {
            details.put(category, detail);
        }
        names.add(name);
    }

    private String dtypes(Tensor from, Tensor to) {
        return stored(base, from) + " → " + stored(tuned, to);
    }

    private static String stored(Checkpoint side, Tensor tensor) {
        return side.stored(tensor).encoding().map(Encoding::label).orElse(tensor.dtype().label());
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        found.forEach(
                (category, names) ->
                        findings.add(
                                new Finding(
                                        category,
                                        names,
                                        details.getOrDefault(category, ""),
                                        action(category),
                                        isBlocking(category))));
        return findings;
    }

    private boolean isBlocking(Category category) {
        return category == Category.OTHER_SHAPE
                || (!policies.isPartial()
                        && (category == Category.UNMATCHED
                                || (category == Category.INCOMPLETE && isCutShort())))
                || (category == Category.GROWN_VOCABULARY
                        && policies.vocabulary() == VocabularyPolicy.REFUSE);
    }

    private String action(Category category) {
        return switch (category) {
            case MATCHED -> tuned instanceof Vector ? "the adapter's change itself" : "difference";
            case RENAMED -> "difference, by the base's names";
            case OTHER_DTYPE -> "difference of the exact values";
            case QUANTIZED_BASE ->
                    "difference with quantisation error, " + expected(QuantizedSide::isBase);
            case QUANTIZED_TUNED ->
                    "difference with quantisation error, " + expected(side -> !side.isBase());
            case BOTH_QUANTIZED ->
                    "difference with both quantisation errors, " + expected(_ -> true);
            case TIED -> "counted once";
            case UNTIED -> "difference of its own, as the base has one weight for two names";
            case GROWN_VOCABULARY ->
                    isBlocking(category)
                            ? "refused"
                            : "difference of the shared rows, the others left out";
            case OTHER_SHAPE -> "refused";
            case UNMATCHED -> isBlocking(category) ? "refused" : "left out and not counted";
            case BUFFER -> "no weights, taken from the base when the vector is applied";
            case ONLY_BASE -> "left out, counted as zero";
            case ONLY_TUNED -> "left out";
            case NOT_FLOATING -> "left out, taken from the base when the vector is applied";
            case UNDECODED -> "left out, raw codes are not weights";
            case INCOMPLETE -> isBlocking(category) ? "refused" : "left out and not counted";
            case OUT_OF_SCOPE -> "left out by choice";
        };
    }

    private String expected(Predicate<QuantizedSide> which) {
        return quantized.stream()
                .filter(which)
                .map(QuantizedSide::expectedText)
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private Optional<Failure> refusal() {
        Optional<Failure> noModel =
                SideRefusal.ofBase(base).or(() -> SideRefusal.ofTuned(tuned));
        if (noModel.isPresent()) {
            return noModel;
        }
        if (tuned instanceof Vector vector && vector.question().isPresent()) {
            return vector.question();
        }
        if (found.containsKey(Category.OTHER_SHAPE)) {
            return Optional.of(
                    shapeFailure(
                            ExtractionProblem.OTHER_SHAPE,
                            Category.OTHER_SHAPE,
                            "Are these two of the same model? Choose the base that was fine-tuned,"
                                    + " or a scope without this tensor"));
        }
        if (found.containsKey(Category.GROWN_VOCABULARY) && isBlocking(Category.GROWN_VOCABULARY)) {
            return Optional.of(
                    shapeFailure(
                            ExtractionProblem.GROWN_VOCABULARY,
                            Category.GROWN_VOCABULARY,
                            "Choose \"shared rows\" (--vocabulary shared) to difference the rows"
                                    + " that both have"));
        }
        if (isPartial() && !policies.isPartial() && coverage.found() > 0) {
            return Optional.of(partial());
        }
        if (matches.isEmpty()) {
            return Optional.of(
                    Failure.of(
                            ExtractionProblem.NOTHING_MATCHED,
                            tuned.path().orElse(null),
                            "no floating-point tensor in scope has a name that "
                                    + base.name()
                                    + " has too"
                                    + examples(),
                            "Choose the base that was fine-tuned"));
        }
        return Optional.empty();
    }

    private boolean isCutShort() {
        return !Coverage.unread(whole).isEmpty();
    }

    private boolean isPartial() {
        return coverage.isPartial() || isCutShort();
    }

    private String partialShare() {
        List<String> parts = new ArrayList<>();
        if (coverage.isPartial()) {
            parts.add(coverage.percent() + " of the fine-tuned weights were matched");
        }
        if (isCutShort()) {
            parts.add(
                    Amounts.counted(Coverage.unread(whole).size(), "change")
                            + " of the adapter could not be read");
        }
        return String.join(", ", parts);
    }

    private Failure partial() {
        boolean isRead = !isCutShort();
        String what =
                isRead
                        ? "only "
                                + coverage.percent()
                                + " of its weights were found in "
                                + base.name()
                                + "; not found: "
                                + coverage.names(base.name(), whole.name())
                        : Incomplete.sentences(Coverage.unread(whole)).getFirst();
        return Failure.of(
                ExtractionProblem.PARTIAL,
                whole.path().orElse(null),
                what,
                (coverage.areAlike() || !isRead
                                ? ""
                                : "If this is another model's, choose the base"
                                        + " that was fine-tuned. ")
                        + "A vector of what was found alone is made with --partial, or by the"
                        + " choice in the check");
    }

    private String examples() {
        if (base.tensors().isEmpty() || tuned.tensors().isEmpty()) {
            return "";
        }
        return " ("
                + base.tensors().getFirst().name()
                + " there, "
                + tuned.tensors().getFirst().name()
                + " here)";
    }

    private Failure shapeFailure(ExtractionProblem problem, Category category, String advice) {
        List<String> names = found.getOrDefault(category, List.of());
        String others = names.size() == 1 ? "" : " and " + (names.size() - 1) + " more";
        return Failure.of(
                        problem,
                        tuned.path().orElse(null),
                        "the shape is not the base's: " + details.get(category) + others,
                        advice)
                .at("tensor " + names.getFirst());
    }
}

package org.taskvectors.extraction;

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
import org.taskvectors.checkpoint.Advice;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
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
    private final Map<String, Tensor> unmatched;
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

    private PairChecker(Checkpoint base, Checkpoint tuned, Policies policies) {
        this.base = base;
        this.tuned = Vector.on(tuned, base);
        this.policies = policies;
        baseNaming = Naming.of(base);
        tunedNaming = Naming.of(this.tuned);
        tiedBase = baseNaming.repeated();
        tiedTuned = tunedNaming.repeated();
        unmatched = tunedNaming.byStrippedName(this.tuned.tensors());
        if (this.tuned instanceof Vector vector) {
            vector.incomplete()
                    .forEach(
                            tensor ->
                                    incomplete.put(
                                            tunedNaming.place(tensor.name()).stripped(),
                                            tensor.reason()));
        }
    }

    /// Checks the pair under these policies. Nothing but headers is looked at.
    public static PairCheck check(Checkpoint base, Checkpoint tuned, Policies policies) {
        return new PairChecker(base, tuned, policies).check();
    }

    /// Opens both sides and checks them.
    ///
    /// @throws Failure where one of them cannot be opened
    public static PairCheck check(Located base, Located tuned, Policies policies) throws Failure {
        try (Checkpoint from = base.open();
                Checkpoint to = tuned.open()) {
            return check(from, to, policies);
        }
    }

    private PairCheck check() {
        for (Tensor tensor : base.tensors()) {
            Placement placement = baseNaming.place(tensor.name());
            sort(tensor, placement, unmatched.remove(placement.stripped()));
        }
        unmatched.forEach(this::sortLeftOver);
        incomplete.forEach((name, reason) -> note(Category.INCOMPLETE, name, reason));
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
        return new PairCheck(findings(), matches, baseTensors, policies, quantized, refusal());
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
        if (undecoded.isPresent()) {
            note(Category.UNDECODED, name, undecoded.get());
        } else if (!from.dtype().isFloating() || (to != null && !to.dtype().isFloating())) {
            note(Category.NOT_FLOATING, name, to == null ? "" : dtypes(from, to));
        } else if (isTied(from, to)) {
            note(Category.TIED, name, "");
        } else if (!policies.scope().includes(placement)) {
            note(Category.OUT_OF_SCOPE, name, "");
        } else if (to == null && incomplete.containsKey(name)) {
            note(Category.INCOMPLETE, name, String.valueOf(incomplete.remove(name)));
        } else if (to == null) {
            baseTensors.add(from);
            note(missingCategory(placement), name, "");
        } else if (!from.shape().equals(to.shape())) {
            sortOtherShape(from, to, placement);
        } else {
            match(from, to, from.shape(), placement);
            Category category = matchedCategory(from, to);
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
        return tiedBase.contains(from.name()) && (to == null || tiedTuned.contains(to.name()));
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

    private void sortLeftOver(String name, Tensor tensor) {
        if (tuned.stored(tensor).undecoded().isPresent()) {
            note(Category.UNDECODED, name, tuned.stored(tensor).undecoded().orElse(""));
        } else if (!tensor.dtype().isFloating()) {
            note(Category.NOT_FLOATING, name, "");
        } else if (tiedTuned.contains(tensor.name())) {
            note(Category.TIED, name, "");
        } else if (!policies.scope().includes(tunedNaming.place(tensor.name()))) {
            note(Category.OUT_OF_SCOPE, name, "");
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
                || (category == Category.GROWN_VOCABULARY
                        && policies.vocabulary() == VocabularyPolicy.REFUSE);
    }

    private String action(Category category) {
        return switch (category) {
            case MATCHED -> tuned instanceof Vector ? "the adapter's change itself" : "difference";
            case OTHER_DTYPE -> "difference of the exact values";
            case QUANTIZED_BASE ->
                    "difference with quantisation error, " + expected(QuantizedSide::isBase);
            case QUANTIZED_TUNED ->
                    "difference with quantisation error, " + expected(side -> !side.isBase());
            case BOTH_QUANTIZED ->
                    "difference with both quantisation errors, " + expected(_ -> true);
            case TIED -> "counted once";
            case GROWN_VOCABULARY ->
                    isBlocking(category)
                            ? "refused"
                            : "difference of the shared rows, the others left out";
            case OTHER_SHAPE -> "refused";
            case ONLY_BASE -> "left out, counted as zero";
            case ONLY_TUNED -> "left out";
            case NOT_FLOATING -> "left out, taken from the base when the vector is applied";
            case UNDECODED -> "left out, raw codes are not weights";
            case INCOMPLETE -> "left out and not counted";
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
        if (base instanceof Vector) {
            return Optional.of(
                    Failure.of(
                            ExtractionProblem.BASE_IS_ADAPTER,
                            base.path().orElse(null),
                            "this is an adapter, and a base is a model",
                            "Choose the model that the adapter was trained on as the base, and the"
                                    + " adapter as the fine-tuned side"));
        }
        if (tuned instanceof Vector vector && vector.question().isPresent()) {
            return vector.question();
        }
        Optional<Failure> without =
                Placeholders.refusal(base)
                        .or(() -> Placeholders.refusal(tuned))
                        .or(() -> Advice.withoutNumbers(base))
                        .or(() -> Advice.withoutNumbers(tuned));
        if (without.isPresent()) {
            return without;
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
        if (matches.isEmpty()) {
            return Optional.of(
                    Failure.of(
                            ExtractionProblem.NOTHING_MATCHED,
                            tuned.path().orElse(null),
                            "no floating-point tensor in scope has a name that "
                                    + base.name()
                                    + " has too"
                                    + examples(),
                            Advice.under(tuned, base)
                                    .or(() -> Advice.under(base, tuned))
                                    .orElse("Choose the base that was fine-tuned")));
        }
        return Optional.empty();
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

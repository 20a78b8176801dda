package org.taskvectors.vector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;

/// The vector Σ λ·τ of several vectors: acc begins at 0 and adds λ·τ of each term in the terms'
/// order, product and sum each rounded to float32 (float64 if a τ is float64). A vector that does
/// not hold a tensor is left out of that tensor's sum; terms with λ = 0 are skipped. A tensor that
/// two vectors hold in different shapes is not summed: [#incomplete] names it.
///
/// On a base the terms are added one by one, never their sum: [EditedModel] uses [#terms].
public final class Combination implements Vector {
    private record Summed(Tensor tensor, List<Summand> summands, Kept kept) {}

    private final List<Term> terms;
    private final Map<String, Summed> summed = new LinkedHashMap<>();
    private final List<Incomplete> incomplete;
    private final About about;

    /// @param terms at least one; their vectors stay the caller's, and closing this closes none of
    ///   them
    public Combination(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a combination of nothing");
        }
        this.terms = List.copyOf(terms);
        Set<Incomplete> gaps = new LinkedHashSet<>();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Map<String, List<Summand>> summands = new LinkedHashMap<>();
        Set<String> otherShape = new LinkedHashSet<>();
        for (Term term : terms) {
            gaps.addAll(term.vector().incomplete());
            Naming naming = Naming.of(term.vector());
            for (Tensor tensor : term.vector().tensors()) {
                if (!tensor.dtype().isFloating()) {
                    continue;
                }
                Placement placement = naming.place(tensor.name());
                String name = placement.stripped();
                Tensor first = outputs.putIfAbsent(name, tensor);
                if (first != null && !first.shape().equals(tensor.shape())) {
                    otherShape.add(name);
                }
                List<Summand> all = summands.computeIfAbsent(name, n -> new ArrayList<>());
                double lambda = term.scale().of(placement);
                if (lambda != 0) {
                    all.add(new Summand(term.vector(), tensor, lambda));
                }
            }
        }
        outputs.forEach(
                (name, first) -> {
                    if (otherShape.contains(name)) {
                        gaps.add(
                                new Incomplete(
                                        first.name(),
                                        first.shape(),
                                        false,
                                        "two of the vectors hold it in different shapes"));
                    } else {
                        Summed one = summed(first, summands.getOrDefault(name, List.of()));
                        summed.put(one.tensor().name(), one);
                    }
                });
        incomplete = List.copyOf(gaps);
        about =
                About.computed(
                        name(terms),
                        "combination of vectors",
                        terms.stream()
                                .flatMap(term -> term.vector().about().weightFiles().stream())
                                .distinct()
                                .toList());
    }

    /// Returns the terms that are added to a base: those of a combination, or the vector itself
    /// with λ = 1.
    public static List<Term> terms(Vector vector) {
        return vector instanceof Combination combination
                ? combination.terms
                : List.of(Term.of(vector));
    }

    private static Summed summed(Tensor first, List<Summand> summands) {
        boolean isDouble = summands.stream().anyMatch(s -> s.tensor().dtype() == DType.F64);
        DType dtype = isDouble ? DType.F64 : DType.F32;
        DType kept =
                summands.stream()
                        .map(s -> ((Vector) s.vector()).kept(s.tensor()).dtype())
                        .reduce(DType::wider)
                        .orElse(DType.F32);
        return new Summed(
                new Tensor(first.name(), dtype, first.shape()),
                List.copyOf(summands),
                Kept.asElements(kept, 0));
    }

    /// Returns the name of a combination: `0.5·sst2 + mnli − cola`.
    static String name(List<Term> terms) {
        StringBuilder name = new StringBuilder();
        for (Term term : terms) {
            String own = term.vector().name();
            if (!(term.scale() instanceof Scale.Constant constant)) {
                name.append(name.isEmpty() ? "" : " + ").append("λ·").append(own);
                continue;
            }
            double lambda = constant.lambda();
            boolean isMinus = lambda < 0;
            name.append(name.isEmpty() ? (isMinus ? "−" : "") : isMinus ? " − " : " + ");
            double size = Math.abs(lambda);
            name.append(size == 1 ? "" : plain(size) + "·").append(own);
        }
        return name.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) && number < 1e6
                ? String.format(Locale.ROOT, "%.0f", number)
                : Double.toString(number);
    }

    /// Returns the terms in the order in which they are added.
    public List<Term> terms() {
        return terms;
    }

    @Override
    public Vector on(Checkpoint base) {
        return new Combination(
                terms.stream()
                        .map(term -> new Term(term.vector().on(base), term.scale()))
                        .toList());
    }

    @Override
    public Optional<Checkpoint> base() {
        return terms.stream()
                .map(term -> term.vector().base())
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public List<Incomplete> incomplete() {
        return incomplete;
    }

    @Override
    public Kept kept(Tensor tensor) {
        return of(tensor).kept();
    }

    @Override
    public Optional<Failure> question() {
        return terms.stream()
                .map(term -> term.vector().question())
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void requireReadable() throws Failure {
        for (Term term : terms) {
            term.vector().requireReadable();
        }
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return summed.values().stream().map(Summed::tensor).toList();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(summed.get(name)).map(Summed::tensor);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return Stored.NOWHERE;
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return Sum.alone(tensor, of(tensor).summands());
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return TensorSpans.sideBySide(
                of(tensor).summands().stream()
                        .map(summand -> summand.spans(first, count))
                        .toList());
    }

    private Summed of(Tensor tensor) {
        Summed found = summed.get(tensor.name());
        if (found == null || !found.tensor().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return found;
    }

    /// Does nothing: the vectors are the caller's.
    @Override
    public void close() {}
}

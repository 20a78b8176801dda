package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.method.Additions;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Need;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.vector.Combination;
import org.taskvectors.vector.Scale;
import org.taskvectors.vector.Term;

/// A merge of vectors that is laid out and checked, from headers alone; what its method needs is
/// not measured yet.
///
/// @param laid the vectors beside each other
/// @param about of the result
record VectorMerge(
        Method method, LaidVectors laid, List<Vector> vectors, Chosen chosen, About about) {
    /// @throws IOException as [Merger#vectors] does
    static VectorMerge of(
            Method method,
            Optional<Checkpoint> base,
            List<Vector> vectors,
            Chosen chosen,
            boolean isPartial)
            throws IOException {
        Merger.requireTaken(method, Space.VECTORS, vectors.size());
        LaidVectors laid =
                base.isPresent()
                        ? LaidVectors.on(base.get(), vectors, isPartial)
                        : LaidVectors.byNames(vectors);
        About about =
                About.computed(
                                Merger.name(method, vectors),
                                "merge of vectors",
                                vectors.stream()
                                        .flatMap(vector -> vector.about().weightFiles().stream())
                                        .distinct()
                                        .toList())
                        .withMoreNotes(Merger.rounded(laid.rows()));
        Chosen laidOut = chosen.laidOut(method, laid.layers());
        VectorMerge merge = new VectorMerge(method, laid, List.copyOf(vectors), laidOut, about);
        laidOut.check(method, merge.slots(), vectors.size());
        return merge;
    }

    private List<Slot> slots() {
        return laid.rows().stream().map(MergeRow::slot).toList();
    }

    /// Returns what has to be measured before a block can be computed.
    Set<Need> needs() {
        return method.needs(chosen, slots());
    }

    /// Measures what the method needs.
    ///
    /// @param profiles what is kept of each vector, in their order; empty where nothing is
    Rules measure(List<Optional<VectorProfile>> profiles, Merger merger)
            throws IOException, CancelledException {
        return method.rules(
                chosen,
                slots(),
                vectors.size(),
                merger.measuring(laid.rows(), vectors.size(), about, known(profiles)));
    }

    /// Measures what the method needs of some rows alone; there are rules for no others.
    ///
    /// @param isHeld which rows these are
    Rules measure(List<Optional<VectorProfile>> profiles, Predicate<MergeRow> isHeld, Merger merger)
            throws IOException, CancelledException {
        HeldRows held = HeldRows.of(laid.rows(), isHeld);
        return held.rules(
                method.rules(
                        chosen,
                        held.slots(),
                        vectors.size(),
                        merger.measuring(held.rows(), vectors.size(), about, known(profiles))));
    }

    /// Returns the merged vector; a sum as a [Combination], whose terms are added to a base one by
    /// one.
    Vector vector(Rules rules) {
        return rules instanceof Additions additions && laid.incomplete().isEmpty()
                ? combination(additions)
                : computed(rules);
    }

    /// Returns the merged vector by the base's names, whatever the method: a sum is one sum in
    /// float32.
    MergedVector computed(Rules rules) {
        return new MergedVector(laid, rules, method.takesNotFinite(), about, Optional.empty());
    }

    private static Measuring.Known known(List<Optional<VectorProfile>> profiles) {
        List<Map<String, TensorProfile>> byName = new ArrayList<>();
        for (Optional<VectorProfile> profile : profiles) {
            Map<String, TensorProfile> tensors = new HashMap<>();
            profile.ifPresent(
                    kept -> kept.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor)));
            byName.add(tensors);
        }
        return (ingredient, of) ->
                ingredient < byName.size()
                        ? Optional.ofNullable(byName.get(ingredient).get(of.tensor().name()))
                        : Optional.empty();
    }

    /// Returns the sum as a combination, with one coefficient for each vector where all its tensors
    /// have the same.
    private Vector combination(Additions additions) {
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < vectors.size(); k++) {
            Map<String, Double> byName = new HashMap<>();
            for (MergeRow row : laid.rows()) {
                byName.put(row.slot().name(), additions.coefficient(row.slot(), k));
            }
            int each = k;
            laid.aliases()
                    .forEach(
                            (name, row) ->
                                    byName.put(
                                            name,
                                            additions.coefficient(
                                                    laid.rows().get(row).slot(), each)));
            List<Double> different = byName.values().stream().distinct().toList();
            terms.add(
                    new Term(
                            vectors.get(k),
                            different.size() == 1
                                    ? new Scale.Constant(different.getFirst())
                                    : new Scale.ByTensor(byName, 0)));
        }
        return new Combination(terms);
    }
}

package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Need;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.tensor.DType;

/// A merge of models that is laid out and checked, from headers alone; what its method needs is not
/// measured yet.
///
/// @param laid the models beside each other
/// @param count how many there are, a base that is read among them
/// @param about of the result
record ModelMerge(Method method, LaidModels laid, int count, Chosen chosen, About about) {
    /// @throws Failure as [Merger#models] does
    static ModelMerge of(
            Method method,
            Optional<Checkpoint> base,
            List<Checkpoint> models,
            Chosen chosen,
            Function<Tensor, DType> dtypes)
            throws Failure {
        Merger.requireTaken(method, Space.MODELS, models.size());
        if (chosen.lines().isPresent()) {
            throw Merger.refused(
                    "LiNeS scales a merged vector, and models are mixed", "Leave it out");
        }
        List<Checkpoint> all = new ArrayList<>();
        if (method.readsBase()) {
            all.add(
                    base.orElseThrow(
                            () ->
                                    Merger.refused(
                                            method.title() + " needs a base, and none is given",
                                            "Name the model that the others were made from")));
        }
        all.addAll(models);
        LaidModels laid = LaidModels.of(all, dtypes);
        About about =
                About.computed(
                                Merger.name(method, all),
                                "merge of models",
                                all.stream()
                                        .flatMap(m -> m.about().weightFiles().stream())
                                        .distinct()
                                        .toList())
                        .withModel(all.getFirst().about())
                        .withMoreNotes(laid.notes())
                        .withMoreNotes(Merger.rounded(laid.rows()));
        ModelMerge merge = new ModelMerge(method, laid, all.size(), chosen, about);
        chosen.check(method, merge.slots(), all.size());
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
    Rules measure(Merger merger) throws IOException, CancelledException {
        return method.rules(
                chosen,
                slots(),
                count,
                merger.measuring(laid.rows(), count, about, (_, _) -> Optional.empty()));
    }

    /// Measures what the method needs of some rows alone; there are rules for no others.
    ///
    /// @param isHeld which rows these are
    Rules measure(Predicate<MergeRow> isHeld, Merger merger)
            throws IOException, CancelledException {
        HeldRows held = HeldRows.of(laid.rows(), isHeld);
        return held.rules(
                method.rules(
                        chosen,
                        held.slots(),
                        count,
                        merger.measuring(held.rows(), count, about, (_, _) -> Optional.empty())));
    }

    /// Returns the model.
    MixedModel model(Rules rules) {
        return new MixedModel(laid, rules, method.takesNotFinite(), about);
    }
}

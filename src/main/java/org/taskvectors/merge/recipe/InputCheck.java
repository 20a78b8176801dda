package org.taskvectors.merge.recipe;

import java.util.HashSet;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Whether the inputs of a slice are those that a method takes. As mergekit's
/// `InputContract.validate_ids`.
final class InputCheck {
    private final MethodSignature method;

    InputCheck(MethodSignature method) {
        this.method = method;
    }

    /// @throws Failure with [RecipeProblem#INPUTS] and the place of what does not fit
    void check(StackPlan.Part part) throws Failure {
        Set<ModelReference> seen = new HashSet<>();
        for (StackPlan.Source source : part.sources()) {
            if (!seen.add(source.model())) {
                throw wrong(
                        source.path(),
                        Shown.of(source.model().text()) + " is an input twice",
                        "Choose another model, or remove it");
            }
        }
        MethodSignature.Inputs rule = method.inputs();
        boolean isIgnored = rule.base() == MethodSignature.BaseRule.IGNORED;
        boolean hasBase = !isIgnored && part.sources().stream().anyMatch(part::isBase);
        String place = part.path().isEmpty() ? "merge_method" : part.path();
        if (!isIgnored && part.base().isPresent() && !hasBase) {
            throw wrong(
                    place,
                    "the base, "
                            + Shown.of(part.base().get().text())
                            + ", is not among the sources of the slice",
                    "Add it as a source, with the layers that the others are compared with");
        }
        if (rule.base() == MethodSignature.BaseRule.REQUIRED && !hasBase) {
            throw wrong(place, method.id() + " needs a base", "Name it under base_model");
        }
        if (rule.base() == MethodSignature.BaseRule.FORBIDDEN && hasBase) {
            throw wrong(place, method.id() + " takes no base", "Remove base_model");
        }
        int count = part.sources().size();
        count(place, "models", count, rule.least(), rule.most());
        count(
                place,
                "models beside the base",
                count - (hasBase ? 1 : 0),
                rule.leastOthers(),
                rule.mostOthers());
    }

    private void count(String place, String what, int count, int least, int most) throws Failure {
        if (count < least || count > most) {
            String takes =
                    least == most
                            ? "exactly " + least
                            : count < least ? "at least " + least : "at most " + most;
            throw wrong(
                    place,
                    method.id() + " takes " + takes + " " + what + ", and here are " + count,
                    "");
        }
    }

    private static Failure wrong(String place, String what, String advice) {
        return Failure.of(RecipeProblem.INPUTS, null, what, advice).at(place);
    }
}

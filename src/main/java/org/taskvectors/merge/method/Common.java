package org.taskvectors.merge.method;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The parameters that several methods share.
final class Common {
    static final double MOST = Double.MAX_VALUE;

    static final Parameter WEIGHT =
            Parameter.number("weight", -MOST, MOST, 1, "what the ingredient is multiplied by")
                    .each();

    static final Parameter GAMMA =
            Parameter.number(
                            "gamma",
                            0,
                            1,
                            0.01,
                            "the share of the weights with the largest magnitudes that is removed")
                    .each();

    static final Parameter EPSILON =
            Parameter.number(
                            "epsilon",
                            0,
                            1,
                            0.15,
                            "how far the probability of keeping a weight goes below and above the"
                                    + " density, from a row's smallest weight to its largest")
                    .each();

    static final Parameter LAMBDA =
            Parameter.number("lambda", -MOST, MOST, 1, "what the result is multiplied by");

    static final Parameter RESCALE =
            Parameter.flag(
                    "rescale",
                    true,
                    "whether what is kept is divided by the probability of keeping it, so that its"
                            + " expected value is the vector");

    static final Parameter L1_RESCALE =
            Parameter.flag(
                    "l1_rescale",
                    false,
                    "whether what is kept is multiplied so that each tensor has the sum of"
                            + " magnitudes that it had");

    static final Parameter POSITIVE_TIES =
            Parameter.flag(
                    "positive_ties",
                    false,
                    "whether a sum of exactly zero elects the positive sign; otherwise the result"
                            + " is zero there");

    private Common() {}

    static Parameter density(double standard) {
        return Parameter.number("density", 0, 1, standard, "the share of the weights that is kept")
                .each();
    }

    static Parameter byTensor(boolean standard) {
        return Parameter.flag(
                "by_tensor",
                standard,
                "whether each tensor keeps that share of its own weights; otherwise the largest of"
                        + " the whole vector are kept, wherever they are");
    }

    static Parameter normalize(boolean standard) {
        return Parameter.flag(
                "normalize", standard, "whether the sum is divided by the weights that went in");
    }

    /// Returns what trims by rank need.
    static Set<Need> ranks(Chosen chosen, Parameter byTensor, List<Slot> slots) {
        Set<Need> needs = sums(chosen, slots);
        needs.add(
                chosen.isAnywhere(byTensor, slots) ? Need.RANKS_OF_TENSORS : Need.RANKS_OF_VECTORS);
        return needs;
    }

    /// Returns what rescaling needs.
    static Set<Need> sums(Chosen chosen, List<Slot> slots) {
        return chosen.isAnywhere(L1_RESCALE, slots)
                ? EnumSet.of(Need.SUMS_OF_TENSORS)
                : EnumSet.noneOf(Need.class);
    }

    /// Checks that not both ways of rescaling are chosen.
    static void requireOneRescale(Chosen chosen, Iterable<Slot> slots) throws Failure {
        for (Slot slot : slots) {
            if (chosen.is(RESCALE, slot) && chosen.is(L1_RESCALE, slot)) {
                throw Failure.of(
                        MethodProblem.PARAMETER,
                        null,
                        "rescale and l1_rescale are both set, and would be multiplied",
                        "Set one of them to 0");
            }
        }
    }

    /// Checks that density − ε and density + ε are probabilities.
    static void requireProbabilities(
            Chosen chosen, Parameter densities, List<Slot> slots, int ingredients) throws Failure {
        for (Slot slot : slots) {
            for (int k = 0; k < ingredients; k++) {
                double density = chosen.of(densities, k, slot);
                double epsilon = chosen.of(EPSILON, k, slot);
                boolean isDrawn = density > 0 && density < 1;
                if (isDrawn && (density - epsilon < 0 || density + epsilon > 1)) {
                    throw Failure.of(
                            MethodProblem.PARAMETER,
                            null,
                            "the density "
                                    + density
                                    + " ± epsilon "
                                    + epsilon
                                    + " is no range of probabilities",
                            "Choose an epsilon of at most the density, and of at most 1 − density");
                }
            }
        }
    }

    /// Checks that a tensor's rows can be held in memory.
    static void requireShortRows(Method method, Iterable<Slot> slots) throws Failure {
        for (Slot slot : slots) {
            if (!slot.hasShortRows()) {
                throw Failure.of(
                                MethodProblem.ROW_TOO_LONG,
                                null,
                                method.title()
                                        + " needs whole rows, and one of this tensor has "
                                        + slot.row()
                                        + " weights",
                                "Choose a method that goes weight by weight")
                        .at("tensor " + Shown.of(slot.name()));
            }
        }
    }
}

package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.job.CancelledException;

/// RAM with what a vector alone changes strengthened, the more the more it shares with others: by 1
/// + r · min(α, shared / alone), from the tensor's numbers of weights that it shares with others
///   and that it alone changes. A vector that changes nothing alone has nothing to strengthen.
public final class RamPlus implements Method {
    private static final Parameter EPSILON =
            Parameter.number(
                    "epsilon", 0, Common.MOST, 1e-5, "the magnitude up to which a change is none");
    private static final Parameter STRENGTH =
            Parameter.number("r", 0, Common.MOST, 0.1, "how much what is changed alone gains");
    private static final Parameter MOST =
            Parameter.number(
                    "alpha", 0, Common.MOST, 0.2, "the most of shared / alone that counts");

    @Override
    public String id() {
        return "ramplus_tl";
    }

    @Override
    public String title() {
        return "RAM+ (by tensor)";
    }

    @Override
    public Optional<Paper> paper() {
        return new Ram().paper();
    }

    @Override
    public String meaning() {
        return "strengthens what one vector alone changes, and averages what several change";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(STRENGTH, MOST, EPSILON, Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.of(Need.SUMS_OF_TENSORS);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        List<Changed> counted =
                Stream.of(true, false)
                        .flatMap(
                                isShared ->
                                        IntStream.range(0, ingredients)
                                                .mapToObj(k -> new Changed(k, isShared, chosen)))
                        .toList();
        Meter.Sums numbers = meter.sums(counted, Meter.Term.MAGNITUDE);
        return slot -> {
            float[] factors = new float[ingredients];
            for (int k = 0; k < ingredients; k++) {
                double alone = numbers.of(ingredients + k, slot);
                double share = alone == 0 ? 0 : numbers.of(k, slot) / alone;
                factors[k] =
                        (float)
                                (1
                                        + chosen.of(STRENGTH, slot)
                                                * Math.min(share, chosen.of(MOST, slot)));
            }
            return rule(
                    factors,
                    (float) chosen.of(EPSILON, slot),
                    (float) chosen.of(Common.LAMBDA, slot));
        };
    }

    private static Rule rule(float[] factors, float epsilon, float lambda) {
        return (values, _, count, into) -> {
            for (int i = 0; i < count; i++) {
                int changed = changed(values, i, epsilon);
                float sum = 0;
                for (int k = 0; k < factors.length; k++) {
                    float one = values[k][i];
                    boolean counts = Math.abs(one) > epsilon;
                    sum += counts ? (changed == 1 ? one * factors[k] : one / changed) : 0;
                }
                into[i] = lambda * sum;
            }
        };
    }

    private static int changed(float[][] values, int i, float epsilon) {
        int changed = 0;
        for (float[] each : values) {
            changed += Math.abs(each[i]) > epsilon ? 1 : 0;
        }
        return changed;
    }

    /// 1 for each weight that an ingredient changes with others, or alone.
    private record Changed(int ingredient, boolean isShared, Chosen chosen) implements Derived {
        @Override
        public Rule rule(Slot slot) {
            float epsilon = (float) chosen.of(EPSILON, slot);
            return (values, _, count, into) -> {
                for (int i = 0; i < count; i++) {
                    boolean changes = Math.abs(values[ingredient][i]) > epsilon;
                    boolean isOne = changes && changed(values, i, epsilon) > 1 == isShared;
                    into[i] = isOne ? 1 : 0;
                }
            };
        }
    }
}

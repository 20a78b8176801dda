package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.vector.Scale;

/// What a knob gives each tensor.
class KnobTest {
    private static final int LAYERS = 5;
    private static final Naming NAMING = Naming.of(names(), Optional.empty());

    private static List<String> names() {
        return Stream.concat(
                        Stream.of(
                                "model.embed_tokens.weight", "model.norm.weight", "lm_head.weight"),
                        IntStream.range(0, LAYERS)
                                .boxed()
                                .flatMap(
                                        layer ->
                                                Stream.of(
                                                        in(layer, "self_attn.q_proj"),
                                                        in(layer, "mlp.up_proj"),
                                                        in(layer, "input_layernorm"))))
                .toList();
    }

    private static String in(int layer, String module) {
        return "model.layers." + layer + "." + module + ".weight";
    }

    private static double of(Knob knob, String name) {
        return knob.scale(LAYERS).of(NAMING.place(name));
    }

    private static Knob knob(double lambda, int first, int last, Set<ModuleFamily> families) {
        return new Knob(lambda, first, last, families, List.of());
    }

    @Test
    void everywhereIsAConstant() {
        for (String name : names()) {
            assertThat(of(Knob.everywhere(0.7), name)).isEqualTo(0.7);
        }
    }

    @Test
    void aRangeOfLayersLeavesTheOthersAndWhatIsOutsideAsChosen() {
        Knob knob = knob(2, 1, 3, Set.of(ModuleFamily.values()));

        assertThat(of(knob, in(0, "mlp.up_proj"))).isZero();
        assertThat(of(knob, in(1, "mlp.up_proj"))).isEqualTo(2);
        assertThat(of(knob, in(3, "self_attn.q_proj"))).isEqualTo(2);
        assertThat(of(knob, in(4, "self_attn.q_proj"))).isZero();
        assertThat(of(knob, "model.embed_tokens.weight")).isEqualTo(2);
        assertThat(of(knob, "model.norm.weight")).isEqualTo(2);
    }

    @Test
    void aNumberPastTheEndMeansTheLastLayer() {
        Knob knob = knob(1, 9, 12, Set.of(ModuleFamily.values()));

        assertThat(of(knob, in(4, "mlp.up_proj"))).isEqualTo(1);
        assertThat(of(knob, in(3, "mlp.up_proj"))).isZero();
    }

    @Test
    void familiesOfThreeSwitches() {
        Knob attention = knob(1, 0, 9, Knob.families(true, false, false));
        assertThat(of(attention, in(2, "self_attn.q_proj"))).isEqualTo(1);
        assertThat(of(attention, in(2, "mlp.up_proj"))).isZero();
        assertThat(of(attention, in(2, "input_layernorm"))).isZero();
        assertThat(of(attention, "model.norm.weight")).isZero();
        assertThat(of(attention, "lm_head.weight")).isZero();

        Knob layers = knob(1, 0, 9, Knob.families(true, true, false));
        assertThat(of(layers, in(2, "input_layernorm"))).isEqualTo(1);
        assertThat(of(layers, "model.norm.weight")).isEqualTo(1);
        assertThat(of(layers, "model.embed_tokens.weight")).isZero();

        Knob embeddings = knob(1, 0, 9, Knob.families(false, false, true));
        assertThat(of(embeddings, "model.embed_tokens.weight")).isEqualTo(1);
        assertThat(of(embeddings, "lm_head.weight")).isEqualTo(1);
        assertThat(of(embeddings, in(2, "mlp.up_proj"))).isZero();

        assertThat(Knob.families(true, true, true))
                .containsExactlyInAnyOrder(ModuleFamily.values());
    }

    @Test
    void aCurveIsStraightBetweenItsPointsAndLevelBeyond() {
        Knob knob =
                new Knob(
                        2,
                        0,
                        9,
                        Set.of(ModuleFamily.values()),
                        List.of(new Knob.Point(3, 1), new Knob.Point(1, 0)));

        assertThat(of(knob, in(0, "mlp.up_proj"))).isZero();
        assertThat(of(knob, in(1, "mlp.up_proj"))).isZero();
        assertThat(of(knob, in(2, "mlp.up_proj"))).isCloseTo(1, within(1e-12));
        assertThat(of(knob, in(3, "mlp.up_proj"))).isEqualTo(2);
        assertThat(of(knob, in(4, "mlp.up_proj"))).isEqualTo(2);
        assertThat(of(knob, "model.embed_tokens.weight")).isEqualTo(2);
    }

    @Test
    void oneCurveAndThreePoints() {
        Set<ModuleFamily> all = Set.of(ModuleFamily.values());
        Scale.Curved curve =
                new Scale.Curved(
                        1,
                        0,
                        9,
                        all,
                        List.of(
                                new Scale.Curved.Point(0, 1),
                                new Scale.Curved.Point(2, -1),
                                new Scale.Curved.Point(4, 1)),
                        true);
        double[] wanted = {1, 0, -1, 0, 1};
        for (int layer = 0; layer < LAYERS; layer++) {
            assertThat(curve.of(NAMING.place(in(layer, "mlp.up_proj"))))
                    .as("layer " + layer)
                    .isCloseTo(wanted[layer], within(1e-12));
        }
        assertThatThrownBy(
                        () ->
                                new Scale.Curved(
                                        1,
                                        0,
                                        9,
                                        all,
                                        List.of(
                                                new Scale.Curved.Point(2, 1),
                                                new Scale.Curved.Point(2, 1)),
                                        true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLayersPartAndAllButItAreTheWhole() {
        Knob whole =
                new Knob(
                        2,
                        0,
                        Integer.MAX_VALUE,
                        Set.of(ModuleFamily.values()),
                        List.of(new Knob.Point(0, 1), new Knob.Point(4, 0.5)));
        List<String> names = new ArrayList<>(List.of("model.embed_tokens.weight"));
        names.add("model.norm.weight");
        for (int layer = 0; layer < LAYERS; layer++) {
            names.add(in(layer, "mlp.up_proj"));
            names.add(in(layer, "input_layernorm"));
        }
        for (int layer = 0; layer < LAYERS; layer++) {
            for (String name : names) {
                double alone = of(whole.within(layer), name);
                double without = of(whole.without(layer, LAYERS), name);
                boolean isThere = name.contains("layers." + layer + ".");
                assertThat(alone).as(name).isEqualTo(isThere ? of(whole, name) : 0);
                assertThat(without).as(name).isEqualTo(isThere ? 0 : of(whole, name));
            }
        }
        for (String name : names) {
            boolean isOutside = !name.contains("layers.");
            assertThat(of(whole.outside(), name)).isEqualTo(isOutside ? of(whole, name) : 0);
            assertThat(of(whole.inside(), name)).isEqualTo(isOutside ? 0 : of(whole, name));
        }
    }

    @Test
    void aLayerOutsideOfTheRangeHasNoPart() {
        Knob ranged = new Knob(1, 1, 2, Set.of(ModuleFamily.values()), List.of());

        assertThat(of(ranged.within(3), in(3, "mlp.up_proj"))).isZero();
        assertThat(of(ranged.within(2), in(2, "mlp.up_proj"))).isEqualTo(1);
        assertThat(of(ranged.without(2, LAYERS), in(1, "mlp.up_proj"))).isEqualTo(1);
        assertThat(of(ranged.without(2, LAYERS), in(3, "mlp.up_proj"))).isZero();
    }

    @Test
    void aCoefficientIsANumber() {
        assertThatThrownBy(() -> Knob.everywhere(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

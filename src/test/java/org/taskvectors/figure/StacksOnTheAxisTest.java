package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Layers of several stacks along an axis, and layers along an axis of tensors.
class StacksOnTheAxisTest {
    private static final FigureStyle STYLE = FigureStyle.screen(FigureTheme.LIGHT, 1);

    private static Positions twice(int count, String... names) {
        List<Integer> numbers = IntStream.range(0, count).boxed().toList();
        return new Positions(
                "Layer",
                List.of(new Positions.Run("encoder", numbers), new Positions.Run("text", numbers)),
                List.of(names),
                List.of());
    }

    private static Positions tensors(int layers, int each, String... stacks) {
        List<String> names = new ArrayList<>();
        List<Positions.Begin> begins = new ArrayList<>();
        for (String stack : stacks) {
            for (int layer = 0; layer < layers; layer++) {
                begins.add(new Positions.Begin(names.size(), stack, Integer.toString(layer)));
                for (int i = 0; i < each; i++) {
                    names.add(stack + "." + layer + ".w" + i);
                }
            }
            begins.add(new Positions.Begin(names.size(), stack, ""));
            names.add(stack + ".norm");
        }
        return new Positions("Tensor", List.of(), names, begins);
    }

    private static List<LayerTicks.Tick> ticks(Positions positions, double width) {
        PositionSlots slots = new PositionSlots(positions);
        return new LayerTicks(positions, slots, STYLE)
                .ticks(width / (slots.upper() - slots.lower()));
    }

    @Test
    void eachStackHasItsNumbersAndNoLineCrossesFromOneToTheNext() {
        Positions positions = twice(3, "encoder.norm");
        PositionSlots slots = new PositionSlots(positions);

        assertThat(IntStream.range(0, 7).mapToObj(positions::label))
                .containsExactly(
                        "encoder.0",
                        "encoder.1",
                        "encoder.2",
                        "text.0",
                        "text.1",
                        "text.2",
                        "encoder.norm");
        assertThat(positions.say(4)).isEqualTo("Layer text.1");
        assertThat(IntStream.range(0, 6).mapToObj(slots::connected))
                .containsExactly(true, true, false, true, true, false);
        assertThat(slots.divides()).hasSize(2);
        assertThat(slots.divides().getFirst()).isStrictlyBetween(slots.x(2), slots.x(3));
        for (int i = 0; i < 7; i++) {
            assertThat(slots.at(slots.x(i))).isEqualTo(i);
        }
    }

    @Test
    void numbersOfTwoStacksOf32LayersStandApart() {
        for (double width : new double[] {150, 240, 500, 1200}) {
            List<LayerTicks.Tick> ticks = ticks(twice(32), width);
            PositionSlots slots = new PositionSlots(twice(32));
            double unit = width / (slots.upper() - slots.lower());
            for (int i = 1; i < ticks.size(); i++) {
                double needed =
                        (Ink.width(ticks.get(i).text(), STYLE.font())
                                        + Ink.width(ticks.get(i - 1).text(), STYLE.font()))
                                / 2;
                assertThat((ticks.get(i).x() - ticks.get(i - 1).x()) * unit).isGreaterThan(needed);
            }
            assertThat(ticks).extracting(LayerTicks.Tick::text).filteredOn("0"::equals).hasSize(2);
        }
    }

    @Test
    void anAxisOfTensorsHasATickWhereALayerBegins() {
        Positions positions = tensors(3, 4, "");

        assertThat(ticks(positions, 600))
                .containsExactly(
                        new LayerTicks.Tick(-0.5, "0"),
                        new LayerTicks.Tick(3.5, "1"),
                        new LayerTicks.Tick(7.5, "2"));
        assertThat(new PositionSlots(positions).divides()).containsExactly(11.5);
    }

    @Test
    void anAxisOfTensorsShowsWhichStackTheyAreOf() {
        Positions positions = tensors(2, 4, "encoder", "decoder");
        PositionSlots slots = new PositionSlots(positions);
        LayerTicks layers = new LayerTicks(positions, slots, STYLE);

        assertThat(layers.stretches())
                .containsExactly(
                        new LayerTicks.Stretch("encoder", -0.5, 8.5),
                        new LayerTicks.Stretch("decoder", 8.5, 17.5));
        assertThat(ticks(positions, 600)).hasSize(4);
        assertThat(slots.divides()).containsExactly(8.5);
    }

    @Test
    void markedNeighboursAreMarkedAsOne() {
        assertThat(Marked.runs(List.of(2, 3, 4, 8)))
                .containsExactly(new Marked(2, 4), new Marked(8, 8));
        assertThat(Marked.runs(List.of())).isEmpty();
    }

    @Test
    void namesOfStacksTakeRoomBelowTheAxisAndLongOnesALineOfTheirOwn() {
        double one = area(Figures.lines(Positions.layers(64), series(64)));
        double two = area(Figures.lines(twice(32), series(64)));
        List<LayerTicks.Stretch> narrow =
                List.of(
                        new LayerTicks.Stretch("vision", 0, 32),
                        new LayerTicks.Stretch("vision.global_transformer", 33, 35),
                        new LayerTicks.Stretch("language", 36, 68));

        assertThat(two).isLessThan(one);
        assertThat(new StackNames(narrow, STYLE, 3).height())
                .isGreaterThan(new StackNames(narrow, STYLE, 30).height());
        assertThat(new StackNames(List.of(), STYLE, 3).height()).isZero();
    }

    private static Series series(int size) {
        return Series.of("v", 0, new double[size]);
    }

    private static double area(Figure figure) {
        var nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        return new FigurePicture(figure, STYLE)
                .draw(nowhere, new Rectangle2D.Double(0, 0, 500, 300))
                .area()
                .getHeight();
    }
}

package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.Spot;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// Six vectors on two bases, ticked in turn.
class ManyVectorsTest {
    private static final List<String> NAMES = List.of("a0", "b0", "a1", "b1", "a2", "a3");

    private final MadeVectors core = new MadeVectors();
    private TestPlace place;
    private CompareViewModel model;

    @BeforeEach
    void open() {
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            core.with(path(name), name.startsWith("a") ? 4 : 2, 3 * i + 1)
                    .on(path(name), name.startsWith("a") ? "large" : "small");
        }
        place =
                new TestPlace(
                        WorkspaceState.EMPTY
                                .withItems(NAMES.stream().map(ManyVectorsTest::vector).toList())
                                .withTicked(NAMES)
                                .withChoice("compare.measure", "cosine"));
        model = new CompareViewModel(place.context(), core);
        place.until(() -> model.shownProperty().get() != null && isComplete());
    }

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    private boolean isComplete() {
        return shown().names().size() == NAMES.size()
                && shown().pairs().stream().noneMatch(pair -> Double.isNaN(pair.cosine()));
    }

    @Test
    void theMatrixHoldsTheVectorsBaseByBaseAndNothingBetweenThem() {
        HeatMapFigure matrix = (HeatMapFigure) shown().panels().getFirst().figure();
        assertThat(matrix.rows()).containsExactly("a0", "a1", "a2", "a3", "b0", "b1");
        assertThat(matrix.pairs().orElseThrow().blocks()).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(matrix.pairs().orElseThrow().colours()).containsExactly(0, 2, 4, 5, 1, 3);
        assertThat(matrix.values().getFirst().get(4)).isNaN();
        assertThat(matrix.values().get(4).get(5)).isNotNaN();
        assertThat(shown().panels().getFirst().pairAt(new Spot(1, OptionalInt.of(2))))
                .as("by their places among all ticked ones")
                .contains(new Pair(2, 4));
        assertThat(shown().panels().getFirst().pairAt(new Spot(0, OptionalInt.of(5)))).isEmpty();
    }

    @Test
    void linesAreOfOneBaseAndTheOtherIsOneClickAway() {
        LineFigure lines = lines();
        assertThat(lines.series()).hasSize(6);
        assertThat(lines.positions().layerCount()).isEqualTo(4);
        assertThat(shown().heading()).isEqualTo("6 vectors on 2 bases");
        model.pairs().show(shown().blocks().get(1));
        place.until(() -> shown().shown().equals(List.of(1, 3)));
        assertThat(lines().positions().layerCount()).as("of the smaller model").isEqualTo(2);
        assertThat(shown().pairs().getFirst().pair()).isEqualTo(new Pair(1, 3));
        place.undo.undo();
        place.until(() -> shown().shown().equals(List.of(0, 2, 4, 5)));
    }

    @Test
    void aPairOfTheOtherBaseBringsItsBase() {
        model.pairs().choose(new Pair(1, 3));
        place.until(() -> shown().shown().equals(List.of(1, 3)));
        assertThat(shown().pairs()).singleElement().extracting(PairSummary::pairs).isEqualTo(1);
    }

    @Test
    void upToThreePairsStandOut() {
        model.pairs().choose(new Pair(0, 2));
        choose(new Pair(0, 4), 2);
        choose(new Pair(2, 4), 3);
        assertThat(lines().emphasis().orElseThrow().chosen()).hasSize(3);
        model.pairs().toggle(new Pair(2, 5));
        place.until(() -> chosen().contains(new Pair(2, 5)));
        assertThat(chosen())
                .as("the oldest gives way")
                .containsExactly(new Pair(0, 4), new Pair(2, 4), new Pair(2, 5));
        model.pairs().toggle(new Pair(2, 4));
        place.until(() -> chosen().size() == 2);
        model.pairs().choose(new Pair(0, 5));
        place.until(() -> chosen().equals(List.of(new Pair(0, 5))));
        model.pairs().toggle(new Pair(0, 5));
        place.settle();
        assertThat(chosen()).as("one is always chosen").hasSize(1);
    }

    private void choose(Pair pair, int count) {
        place.until(() -> chosen().size() == count - 1);
        model.pairs().toggle(pair);
        place.until(() -> chosen().size() == count);
    }

    @Test
    void theTableHasTheChosenPairBetweenLowestAndHighest() {
        model.pairs().choose(new Pair(2, 4));
        place.until(() -> chosen().equals(List.of(new Pair(2, 4))));
        assertThat(titles())
                .containsExactly(
                        "weights",
                        "‖τ‖ a1",
                        "‖τ‖ a2",
                        "relative a1, %",
                        "relative a2, %",
                        "cosine",
                        "lowest pair",
                        "highest pair",
                        "sign conflict, %");
        NumbersTable.Row all = shown().table().all().orElseThrow();
        HeatMapFigure matrix = (HeatMapFigure) shown().panels().getFirst().figure();
        List<Double> cosines =
                Pair.all(4).stream().map(p -> matrix.values().get(p.a()).get(p.b())).toList();
        assertThat(value(all, "cosine")).isEqualTo(matrix.values().get(1).get(2));
        assertThat(value(all, "lowest pair"))
                .isEqualTo(cosines.stream().min(Double::compare).orElseThrow());
        assertThat(value(all, "highest pair"))
                .isEqualTo(cosines.stream().max(Double::compare).orElseThrow());
        model.measure(Measure.SPARSITY);
        place.until(() -> titles().contains("sparsity a1, %"));
        assertThat(titles()).contains("lowest pair").doesNotContain("sparsity a0, %");
    }

    @Test
    void theChosenPairIsThatOfTheNumbers() {
        model.pairs().choose(new Pair(0, 5));
        place.until(() -> chosen().equals(List.of(new Pair(0, 5))));
        PairSummary pair = shown().pairs().getFirst();
        NumbersTable.Row all = shown().table().all().orElseThrow();
        double a = value(all, "‖τ‖ a0");
        double b = value(all, "‖τ‖ a3");
        assertThat(pair.cosine()).isEqualTo(value(all, "cosine"));
        assertThat(Math.cos(Math.toRadians(pair.angle()))).isEqualTo(pair.cosine(), within(1e-12));
        assertThat(pair.sum() * pair.sum())
                .isEqualTo(a * a + b * b + 2 * pair.cosine() * a * b, within(1e-9));
        long higher =
                Pair.all(4).stream()
                        .filter(
                                p ->
                                        ((HeatMapFigure) shown().panels().getFirst().figure())
                                                        .values()
                                                        .get(p.a())
                                                        .get(p.b())
                                                > pair.cosine())
                        .count();
        assertThat(pair.rank()).isEqualTo(higher + 1);
        assertThat(pair.pairs()).isEqualTo(6);
        assertThat(PairCard.ordinal(pair.rank())).startsWith(Integer.toString(pair.rank()));
    }

    @Test
    void oneOfTheTwoIsChosenByItself() {
        model.pairs().choose(new Pair(0, 2));
        place.until(() -> chosen().equals(List.of(new Pair(0, 2))));
        model.pairs().chooseVector(5, false);
        place.until(() -> chosen().equals(List.of(new Pair(0, 5))));
        model.pairs().chooseVector(3, true);
        place.until(() -> chosen().equals(List.of(new Pair(1, 3))));
    }

    @Test
    void allOfABaseAreTickedAtOnceAndThatIsOneAct() {
        List<String> ofLarge =
                model.linesProperty().get().stream()
                        .filter(line -> line.base().heading().equals("on large"))
                        .map(VectorLine::id)
                        .toList();
        assertThat(ofLarge).containsExactly("a0", "a1", "a2", "a3");
        model.acts().tickAll(ofLarge, "on large", false);
        assertThat(place.workspace.state().ticked()).containsExactly("b0", "b1");
        assertThat(place.undo.toUndo()).contains("Untick all on large");
        place.undo.undo();
        assertThat(place.workspace.state().ticked()).isEqualTo(NAMES);
    }

    @Test
    void aNewNameAndColourShowEverywhereAndAreTakenBack() {
        model.acts().rename("a1", "  seed 2 ");
        model.acts().recolour("a1", OptionalInt.of(7));
        place.until(() -> shown().names().get(2).equals("seed 2"));
        place.until(
                () ->
                        ((HeatMapFigure) shown().panels().getFirst().figure())
                                .pairs()
                                .orElseThrow()
                                .colours()
                                .equals(List.of(0, 7, 4, 5, 1, 3)));
        assertThat(lines().series().getFirst().name()).isEqualTo("a0 · seed 2");
        assertThat(shown().shares().get(2).colour()).isEqualTo(7);
        assertThat(model.linesProperty().get().get(2).colour()).hasValue(7);
        place.undo.undo();
        assertThat(place.workspace.state().file("a1").orElseThrow().colour()).isEmpty();
        place.undo.undo();
        assertThat(place.workspace.state().file("a1").orElseThrow().name()).isEqualTo("a1");
        model.acts().rename("a1", " ");
        assertThat(place.workspace.state().file("a1").orElseThrow().name()).isEqualTo("a1");
    }

    private LineFigure lines() {
        return (LineFigure) shown().panels().get(1).figure();
    }

    private List<Pair> chosen() {
        return shown().pairs().stream().map(PairSummary::pair).toList();
    }

    private double value(NumbersTable.Row row, String title) {
        return row.values().get(titles().indexOf(title));
    }

    private List<String> titles() {
        return shown().table().columns().stream().map(NumbersTable.Column::title).toList();
    }

    private Answer shown() {
        return Objects.requireNonNull(model.shownProperty().get());
    }

    private static Path path(String name) {
        return Path.of("vectors", name + ".safetensors");
    }

    private static FileItem vector(String name) {
        return new FileItem(
                name, path(name), name, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}

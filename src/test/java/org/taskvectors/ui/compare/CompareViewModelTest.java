package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.Threshold.Basis;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.figure.BarFigure;
import org.taskvectors.figure.Emphasis;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.Spot;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class CompareViewModelTest {
    private static final int LAYERS = 3;

    private final MadeVectors core =
            new MadeVectors()
                    .with(path("sst2"), LAYERS, 1)
                    .with(path("mnli"), LAYERS, 2)
                    .with(path("other"), LAYERS, 3)
                    .with(path("foreign"), Map.of("encoder.thing.weight", new double[] {1, 2}));

    private final TestPlace place =
            new TestPlace(
                    WorkspaceState.EMPTY
                            .withItems(
                                    Stream.of("sst2", "mnli", "other", "foreign", "gone")
                                            .map(CompareViewModelTest::vector)
                                            .toList())
                            .withTicked(List.of("sst2", "mnli"))
                            .withChoice(Choices.SCOPE, "all"));
    private CompareViewModel model;

    @BeforeEach
    void open() {
        model = new CompareViewModel(place.context(), core);
    }

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    @Test
    void whatIsTickedIsCompared() {
        complete();
        assertThat(shown().heading()).isEqualTo("sst2 against mnli");
        assertThat(shown().table().rows()).hasSize(LAYERS + 1);
        assertThat(titles())
                .containsExactly(
                        "weights",
                        "‖τ‖ sst2",
                        "‖τ‖ mnli",
                        "relative sst2, %",
                        "relative mnli, %",
                        "sparsity sst2, %",
                        "sparsity mnli, %",
                        "cosine",
                        "sign conflict, %");
        assertThat(shown().panels().getFirst().figure()).isInstanceOf(LineFigure.class);
        assertThat(shown().panels().get(1).figure()).isInstanceOf(HeatMapFigure.class);
        assertThat(model.linesProperty().get().get(0).colour()).hasValue(0);
        assertThat(model.linesProperty().get().get(2).isTicked()).isFalse();
        assertThat(model.linesProperty().get().get(2).norm()).isPositive();
    }

    @Test
    void figureAndTableSayTheSame() {
        complete();
        LineFigure figure = (LineFigure) shown().panels().getFirst().figure();
        int column = titles().indexOf("relative mnli, %");
        List<Double> inTable =
                Stream.concat(shown().table().rows().stream(), shown().table().all().stream())
                        .map(row -> row.values().get(column))
                        .toList();
        assertThat(figure.series().get(1).values()).isEqualTo(inTable);
    }

    @Test
    void aThresholdChangesTheShares() {
        complete();
        double before = shown().shares().getFirst().share();
        model.setThreshold(new Threshold(0, Basis.ABSOLUTE));
        place.until(() -> shown().shares().getFirst().share() < before);
        double zeros = shown().shares().getFirst().share();
        model.setThreshold(new Threshold(100, Basis.ABSOLUTE));
        place.until(() -> shown().shares().getFirst().share() == 1);
        assertThat(zeros).isLessThan(1);
        assertThat(place.workspace.state().threshold().value())
                .as("is kept in the workspace")
                .isEqualTo(100);
    }

    @Test
    void ticksScopeAndThresholdAreTakenBack() {
        complete();
        model.acts().tick("other", true);
        model.acts().tick("sst2", false);
        model.scope().chooseOnly("attention");
        for (int i = 1; i <= 30; i++) {
            model.setThreshold(new Threshold(i, Basis.ABSOLUTE));
        }
        place.settle();
        assertThat(place.undo.toUndo()).contains("Set the threshold");
        place.undo.undo();
        place.until(() -> model.thresholdProperty().get().equals(Threshold.DEFAULT));
        assertThat(place.undo.toUndo()).contains("Scope attention");
        place.undo.undo();
        place.until(() -> model.scope().scopeProperty().get().equals(Scope.ALL));
        assertThat(place.undo.toUndo()).contains("Untick sst2");
        place.undo.undo();
        assertThat(place.workspace.state().tickedItems())
                .extracting(FileItem::name)
                .as("in the order of their colours")
                .containsExactly("sst2", "mnli", "other");
        place.undo.undo();
        assertThat(place.undo.toUndo()).isEmpty();
        place.settle();
        place.undo.redo();
        place.undo.redo();
        place.undo.redo();
        place.until(() -> model.scope().scopeProperty().get().text().equals("attention"));
        assertThat(place.workspace.state().tickedItems())
                .extracting(FileItem::name)
                .containsExactly("mnli", "other");
    }

    @Test
    void manyThresholdsInARowEndWithTheLast() {
        complete();
        for (int i = 0; i < 200; i++) {
            model.setThreshold(new Threshold(i / 100.0, Basis.ABSOLUTE));
        }
        model.setThreshold(new Threshold(0.25, Basis.ABSOLUTE));
        place.until(() -> model.thresholdProperty().get().value() == 0.25);
        double expected = shareUpTo("sst2", 0.25);
        place.until(() -> Math.abs(shown().shares().getFirst().share() - expected) < 1e-12);
    }

    @Test
    void aBasisKeepsWhatItCanOfTheValue() {
        complete();
        model.setBasis(Basis.GROUP);
        place.until(() -> model.thresholdProperty().get().basis() == Basis.GROUP);
        assertThat(model.thresholdProperty().get().value()).isEqualTo(0.25);
        model.setBasis(Basis.ABSOLUTE);
        place.until(() -> model.thresholdProperty().get().basis() == Basis.ABSOLUTE);
        assertThat(model.scale().highest()).isGreaterThanOrEqualTo(0.75);
        assertThat(model.thresholdProperty().get().value()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Measure.class)
    void everyMeasureHasFiguresForEveryGrouping(Measure measure) {
        complete();
        for (Grouping by : Grouping.values()) {
            model.measure(measure);
            model.groupBy(by);
            place.until(
                    () ->
                            model.choicesProperty().get().by() == by
                                    && model.choicesProperty().get().measure() == measure
                                    && shown().table().groupTitle().equals(title(by)));
            assertThat(shown().panels()).isNotEmpty();
        }
    }

    @Test
    void byModuleKindThereAreBars() {
        complete();
        model.groupBy(Grouping.MODULE);
        place.until(() -> shown().panels().getFirst().figure() instanceof BarFigure);
        assertThat(shown().table().rows())
                .extracting(row -> row.group().label())
                .contains("q_proj", "k_proj", "gate_proj");
    }

    @Test
    void aLayerChosenInOneFigureIsMarkedInAllAndInTheTable() {
        complete();
        FigurePanel lines = shown().panels().getFirst();
        FigurePanel map = shown().panels().get(1);
        Group layer = lines.at(new Spot(1, OptionalInt.of(0))).orElseThrow();
        model.mark(Optional.of(layer));
        assertThat(lines.marked(model.chosenProperty().get()).marked()).containsExactly(1);
        assertThat(map.marked(model.chosenProperty().get()).marked()).containsExactly(1);
        Group cell = map.at(new Spot(2, OptionalInt.of(0))).orElseThrow();
        model.mark(Optional.of(cell));
        assertThat(cell.layer()).hasValue(2);
        assertThat(lines.marked(model.chosenProperty().get()).marked()).containsExactly(2);
        assertThat(
                        shown().table().rows().stream()
                                .filter(row -> Marks.covers(cell, row.group()))
                                .map(row -> row.group().label()))
                .containsExactly("2");
        model.mark(Optional.of(cell));
        assertThat(model.chosenProperty().get()).as("once more takes it away").isEmpty();
    }

    @Test
    void aClickGoesDownToTheTensorsAndUpAgain() {
        complete();
        Group layer = shown().groups().get(1);
        model.drill(layer);
        place.until(() -> shown().drilled().isPresent());
        assertThat(shown().table().rows()).hasSize(3);
        assertThat(shown().table().rows())
                .allMatch(row -> row.group().label().contains("layers.1."));
        assertThat(shown().panels().getFirst().figure().positions().size()).isEqualTo(3);
        assertThat(model.chosenProperty().get()).as("all of them are meant").isEmpty();
        model.leaveDrill();
        place.until(() -> shown().drilled().isEmpty());
        assertThat(model.chosenProperty().get()).contains(layer);
        assertThat(shown().table().rows()).hasSize(3 * LAYERS + 1);
        model.groupBy(Grouping.LAYER);
        place.until(() -> shown().table().rows().size() == LAYERS + 1);
        model.drill(layer);
        place.until(() -> shown().drilled().isPresent());
        model.comeBack();
        place.until(() -> shown().table().rows().size() == LAYERS + 1);
        assertThat(model.chosenProperty().get()).contains(layer);
    }

    @Test
    void aScopeLeavesOutWhatIsNotChosen() {
        complete();
        model.scope().choose("embedding", false);
        place.until(() -> shown().table().rows().size() == LAYERS);
        assertThat(model.scope().coverageProperty().get().tensors()).isEqualTo(3 * LAYERS);
        assertThat(model.choicesProperty().get().scope()).isEqualTo("attention,feed-forward");
    }

    @Test
    void aVectorWithoutAProfileIsMeasuredAsAJobOnlyOnceItIsTicked() {
        core.keeps = false;
        core.hold = new CountDownLatch(1);
        try (TestPlace other = new TestPlace(place.workspace.state());
                CompareViewModel fresh = new CompareViewModel(other.context(), core)) {
            other.until(
                    () ->
                            fresh.linesProperty().get().get(2).state().equals("not measured yet")
                                    && fresh.linesProperty()
                                            .get()
                                            .getFirst()
                                            .state()
                                            .contains("measur"));
            assertThat(fresh.isMeasuring()).isTrue();
            core.hold.countDown();
            other.until(() -> fresh.shownProperty().get() != null);
            other.until(() -> core.pairsMeasured.get() > 0);
            assertThat(core.measured.get()).isEqualTo(2);
        }
    }

    @Test
    void anUnreadableVectorSaysWhyAndTheOthersAreCompared() {
        complete();
        model.acts().tick("gone", true);
        place.until(() -> line("gone").isFailed());
        assertThat(line("gone").state()).contains("there is no such file");
        place.until(
                () ->
                        model.pairStateProperty()
                                .get()
                                .contains("once every ticked one is measured"));
        assertThat(shown().heading()).isEqualTo("sst2 against mnli");
        assertThat(place.errors).isEmpty();
    }

    @Test
    void moreThanTwoVectorsHaveAMatrixOfAllPairsWhereAPairIsChosen() {
        model.acts().tick("other", true);
        model.measure(Measure.COSINE);
        place.until(() -> model.shownProperty().get() != null && isMatrixThere());
        FigurePanel matrix = shown().panels().getFirst();
        FigurePanel lines = shown().panels().get(1);
        assertThat(shown().panels()).hasSize(2);
        assertThat(titles()).contains("cosine sst2 · mnli", "cosine mnli · other");
        assertThat(emphasis(lines).chosen()).as("the first pair at first").containsExactly(0);
        assertThat(matrix.pairAt(new Spot(1, OptionalInt.of(1)))).as("the diagonal").isEmpty();
        model.pairs().choose(matrix.pairAt(new Spot(1, OptionalInt.of(2))).orElseThrow());
        place.until(() -> shown().pairs().getFirst().pair().equals(new Pair(1, 2)));
        assertThat(emphasis(shown().panels().get(1)).chosen()).containsExactly(2);
        model.groupBy(Grouping.CELL);
        place.until(() -> shown().panels().get(1).id().equals("cosine-map"));
        assertThat(shown().panels().get(1).figure().about().vectors())
                .containsExactly("mnli", "other");
        place.undo.undo();
        place.until(() -> shown().pairs().getFirst().pair().equals(new Pair(0, 1)));
    }

    private boolean isMatrixThere() {
        return shown().panels().getFirst().id().equals(MatrixPanel.ID)
                && shown().pairs().stream().noneMatch(pair -> Double.isNaN(pair.cosine()));
    }

    private static Emphasis emphasis(FigurePanel panel) {
        return ((LineFigure) panel.figure()).emphasis().orElseThrow();
    }

    @Test
    void vectorsOfDifferentModelsHaveNothingInCommonAndThatIsSaid() {
        complete();
        model.acts().tick("mnli", false);
        model.acts().tick("foreign", true);
        place.until(
                () ->
                        shown().notes().stream()
                                .anyMatch(note -> note.contains("no tensor in common")));
        int cosine = titles().indexOf("cosine");
        assertThat(shown().table().rows()).allMatch(row -> Double.isNaN(row.values().get(cosine)));
    }

    @Test
    void aNewWorkspaceOpensOnAttentionAndFeedForward() {
        WorkspaceState fresh = place.workspace.state().withChoices(WorkspaceState.OPENING);
        try (TestPlace other = new TestPlace(fresh);
                CompareViewModel opened = new CompareViewModel(other.context(), core)) {
            other.until(() -> opened.shownProperty().get() != null);
            Answer answer = Objects.requireNonNull(opened.shownProperty().get());
            assertThat(answer.scope().text()).isEqualTo("attention,feed-forward");
            assertThat(answer.table().rows()).hasSize(LAYERS);
            assertThat(opened.scope().isChosen("attention")).isTrue();
            assertThat(opened.scope().isChosen("embedding")).isFalse();
            assertThat(answer.models())
                    .containsExactly(new ScopeViewModel.ModelCoverage("base unknown", 36, 44));
            other.until(() -> !Double.isNaN(opened.linesProperty().get().getFirst().norm()));
            double part = opened.linesProperty().get().getFirst().norm();
            opened.scope().chooseAll();
            other.until(
                    () ->
                            Objects.requireNonNull(opened.shownProperty().get())
                                            .table()
                                            .rows()
                                            .size()
                                    == LAYERS + 1);
            other.until(() -> opened.linesProperty().get().getFirst().norm() > part);
            assertThat(opened.linesProperty().get().getFirst().normOf())
                    .isEqualTo("‖τ‖ over everything: 44 weights");
            assertThat(other.undo.toUndo()).contains("Scope everything");
        }
    }

    @Test
    void aModelWithoutSuchNamesIsShownWholeAndSaysSo() {
        WorkspaceState fresh =
                place.workspace
                        .state()
                        .withChoices(WorkspaceState.OPENING)
                        .withTicked(List.of("foreign"));
        try (TestPlace other = new TestPlace(fresh);
                CompareViewModel opened = new CompareViewModel(other.context(), core)) {
            other.until(() -> opened.shownProperty().get() != null);
            Answer answer = Objects.requireNonNull(opened.shownProperty().get());
            assertThat(answer.scope()).isEqualTo(Scope.ALL);
            assertThat(answer.table().rows()).hasSize(1);
            assertThat(answer.notes()).anyMatch(note -> note.contains("so everything is in scope"));
            assertThat(opened.scope().isChosen("other")).isTrue();
            assertThat(other.workspace.state().choices())
                    .as("the next vector opens as a new workspace does")
                    .isEqualTo(WorkspaceState.OPENING);
        }
    }

    @Test
    void equalVectorsAreToldAndOthersAreNot() {
        complete();
        assertThat(shown().notes()).noneMatch(note -> note.contains("bit for bit"));
        core.with(path("other"), LAYERS, 1);
        WorkspaceState three = place.workspace.state().withTicked(List.of("sst2", "mnli", "other"));
        try (TestPlace again = new TestPlace(three);
                CompareViewModel opened = new CompareViewModel(again.context(), core)) {
            again.until(() -> opened.shownProperty().get() != null);
            again.until(
                    () -> Objects.requireNonNull(opened.shownProperty().get()).names().size() == 3);
            assertThat(Objects.requireNonNull(opened.shownProperty().get()).notes())
                    .filteredOn(note -> note.contains("bit for bit"))
                    .containsExactly("sst2 and other are the same vector, bit for bit");
        }
    }

    @Test
    void aVectorWhoseBaseIsNotKnownSaysSo() {
        core.basesKnown = false;
        try (TestPlace other = new TestPlace(place.workspace.state());
                CompareViewModel fresh = new CompareViewModel(other.context(), core)) {
            other.until(() -> fresh.shownProperty().get() != null);
            assertThat(Objects.requireNonNull(fresh.shownProperty().get()).notes())
                    .anyMatch(note -> note.contains("base is not known"));
            other.until(() -> !fresh.linesProperty().get().getFirst().kind().isEmpty());
            assertThat(fresh.linesProperty().get().getFirst().kind())
                    .isEqualTo("base unknown · bfloat16");
        }
    }

    @Test
    void withoutABaseTheL2NormIsShownAndTheRelativeOneSaysWhatItNeeds() {
        core.basesKnown = false;
        try (TestPlace other = new TestPlace(place.workspace.state());
                CompareViewModel fresh = new CompareViewModel(other.context(), core)) {
            other.until(
                    () ->
                            fresh.shownProperty().get() != null
                                    && Objects.requireNonNull(fresh.shownProperty().get())
                                                    .names()
                                                    .size()
                                            == 2);
            Answer answer = Objects.requireNonNull(fresh.shownProperty().get());
            assertThat(answer.metric()).contains(VectorMetric.L2_NORM);
            assertThat(answer.panels().getFirst().nothing()).isEmpty();
            assertThat(answer.table().columns())
                    .extracting(NumbersTable.Column::title)
                    .contains("‖τ‖ sst2")
                    .doesNotContain("relative sst2, %");
            fresh.metric(VectorMetric.RELATIVE_NORM);
            other.until(
                    () ->
                            Objects.requireNonNull(fresh.shownProperty().get())
                                    .metric()
                                    .equals(Optional.of(VectorMetric.RELATIVE_NORM)));
            assertThat(Objects.requireNonNull(fresh.shownProperty().get()).panels().getFirst())
                    .satisfies(
                            panel ->
                                    assertThat(panel.nothing().orElseThrow().text())
                                            .contains("sst2 and mnli", "Open the base model"));
        }
    }

    @Test
    void aNumberOfTwoVectorsSaysThatItTakesTwo() {
        complete();
        model.acts().tick("mnli", false);
        model.measure(Measure.COSINE);
        place.until(
                () ->
                        shown().names().size() == 1
                                && shown().metric().equals(Optional.of(PairMetric.COSINE)));
        assertThat(shown().panels().getFirst().nothing().orElseThrow().title())
                .isEqualTo("Cosine similarity takes two vectors");
        assertThat(shown().panels().get(1).nothing()).isEmpty();
    }

    @Test
    void aVectorThatIsAddedIsTickedAsSoonAsTheLibraryHasIt() {
        complete();
        Path added = path("added").toAbsolutePath();
        core.with(added, LAYERS, 4);
        model.add(List.of(added));
        assertThat(place.opened).containsExactly(added);
        place.workspace.update(
                state ->
                        state.withItem(
                                new FileItem(
                                        "added",
                                        added,
                                        "added",
                                        Role.VECTOR,
                                        Optional.empty(),
                                        Optional.empty())));
        place.until(() -> shown().heading().equals("sst2, mnli and added"));
    }

    @Test
    void nothingTickedShowsNothing() {
        complete();
        model.acts().tick("sst2", false);
        model.acts().tick("mnli", false);
        place.until(() -> model.shownProperty().get() == null);
    }

    @Test
    void whatWasChosenIsKeptInTheWorkspace() {
        complete();
        model.measure(Measure.SPARSITY);
        model.metric(VectorMetric.RMS);
        model.groupBy(Grouping.CELL);
        WorkspaceState saved = place.workspace.state();
        try (TestPlace other = new TestPlace(saved);
                CompareViewModel again = new CompareViewModel(other.context(), core)) {
            assertThat(again.choicesProperty().get())
                    .isEqualTo(
                            Choices.of(WorkspaceState.EMPTY.withChoice(Choices.SCOPE, "all"))
                                    .withBy(Grouping.CELL)
                                    .withMeasure(Measure.SPARSITY)
                                    .withMetric(VectorMetric.RMS));
            other.until(() -> again.shownProperty().get() != null);
        }
    }

    @Test
    void theTableAsCsvHasEveryDigit() {
        complete();
        String csv = shown().table().csv();
        assertThat(csv).startsWith("Layer,weights,‖τ‖ sst2,‖τ‖ mnli,\"relative sst2, %\"");
        assertThat(csv.lines()).as("head, layers, embedding, all").hasSize(LAYERS + 3);
        double norm = shown().table().rows().getFirst().values().get(1);
        assertThat(csv).contains("," + norm + ",");
    }

    private double shareUpTo(String name, double epsilon) {
        // Every number of the made vector, counted plainly.
        int seed = name.equals("sst2") ? 1 : 2;
        int[] sizes = {8, 4, 4, 4, 4, 4, 4, 4, 4, 4};
        int[] seeds = {
            seed, seed + 1, seed + 2, seed + 3, seed + 8, seed + 9, seed + 10, seed + 15, seed + 16,
            seed + 17
        };
        long within = 0;
        long total = 0;
        for (int t = 0; t < sizes.length; t++) {
            int of = seeds[t];
            total += sizes[t];
            within +=
                    IntStream.range(0, sizes[t])
                            .filter(i -> Math.abs(((of * 31 + i * 17) % 13 - 6) / 8.0) <= epsilon)
                            .count();
        }
        return (double) within / total;
    }

    @Test
    void theCosineIsThatOfTheNumbers() {
        complete();
        int cosine = titles().indexOf("cosine");
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < 8; i++) {
            double x = ((31 + i * 17) % 13 - 6) / 8.0;
            double y = ((62 + i * 17) % 13 - 6) / 8.0;
            dot += x * y;
            squaresA += x * x;
            squaresB += y * y;
        }
        NumbersTable.Row embedding = shown().table().rows().getLast();
        assertThat(embedding.group().label()).isEqualTo("embedding");
        assertThat(embedding.values().get(cosine))
                .isEqualTo(dot / Math.sqrt(squaresA * squaresB), within(1e-12));
    }

    private void complete() {
        place.until(
                () ->
                        model.shownProperty().get() != null
                                && titles().contains("cosine")
                                && shown().table().rows().stream()
                                        .anyMatch(row -> !Double.isNaN(cosine(row))));
    }

    private double cosine(NumbersTable.Row row) {
        return row.values().get(titles().indexOf("cosine"));
    }

    private Answer shown() {
        return Objects.requireNonNull(model.shownProperty().get());
    }

    private List<String> titles() {
        return shown().table().columns().stream().map(NumbersTable.Column::title).toList();
    }

    private VectorLine line(String id) {
        return model.linesProperty().get().stream()
                .filter(line -> line.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String title(Grouping by) {
        return switch (by) {
            case LAYER -> "Layer";
            case MODULE -> "Module kind";
            case CELL -> "Layer · module kind";
            case TENSOR -> "Tensor";
        };
    }

    private static Path path(String name) {
        return Path.of("vectors", name + ".safetensors");
    }

    private static FileItem vector(String name) {
        return new FileItem(
                name, path(name), name, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}

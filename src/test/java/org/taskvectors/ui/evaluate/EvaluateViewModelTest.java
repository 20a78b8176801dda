package org.taskvectors.ui.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.evaluation.Comparison;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.Look;
import org.taskvectors.figure.PlaneFigure;
import org.taskvectors.figure.study.ChangedRow;
import org.taskvectors.figure.study.Drawing;
import org.taskvectors.figure.study.Measure;
import org.taskvectors.figure.study.Picture;
import org.taskvectors.figure.study.PictureMaker;
import org.taskvectors.figure.study.PointPicture;
import org.taskvectors.figure.study.StudyFigures;
import org.taskvectors.figure.study.StudyTable;
import org.taskvectors.figure.study.StudyTables;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.sandbox.FakeCore;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.workspace.EvaluationItem;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The place without its scene, on models that are fakes.
class EvaluateViewModelTest {
    private final FakeEvaluateCore core = new FakeEvaluateCore();
    private final FileItem base = item("b", Role.BASE, Optional.empty());
    private final FileItem sst2 = item("SST-2", Role.VECTOR, Optional.of("b"));
    private final FileItem mnli = item("mnli", Role.VECTOR, Optional.of("b"));
    private TestPlace place;
    private SandboxViewModel sandbox;
    private EvaluateViewModel model;
    private boolean isSaved = true;
    @TempDir private Path folder;

    private static FileItem item(String id, Role role, Optional<String> of) {
        return new FileItem(id, Path.of("/models", id), id, role, of, Optional.empty());
    }

    @BeforeEach
    void open() {
        open(new TestPlace(WorkspaceState.EMPTY.withItems(List.of(base, sst2, mnli))));
        sandbox.setup().add(sst2);
        sandbox.setup().add(mnli);
        sandbox.show("evaluate");
        place.settle();
        model.shown();
    }

    private void open(TestPlace now) {
        place = now;
        sandbox = new SandboxViewModel(place.context(), new FakeCore(), Optional.empty());
        model =
                new EvaluateViewModel(
                        place.context(),
                        core,
                        sandbox,
                        folder.resolve("evaluations"),
                        () -> isSaved);
    }

    @AfterEach
    void close() {
        core.gate.countDown();
        model.close();
        sandbox.close();
        place.close();
    }

    /// Eight sentences, every other one positive.
    static Path sentences(Path folder, String name) throws Exception {
        StringBuilder text = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 8; i++) {
            text.append("sentence ").append(i).append('\t').append((i + 1) % 2).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private void addSentences() throws Exception {
        model.data().add(List.of(sentences(folder, "dev.tsv")));
        place.until(
                () ->
                        model.data().choicesProperty().get().size() == 1
                                && model.data()
                                                .read(
                                                        model.data()
                                                                .choicesProperty()
                                                                .get()
                                                                .getFirst())
                                        instanceof DataRead.Ready);
    }

    private void runToTheEnd() {
        model.runs().run();
        place.until(
                () ->
                        model.runs().runningProperty().get().isEmpty()
                                && model.findings()
                                        .studyProperty()
                                        .get()
                                        .filter(study -> study.isDone())
                                        .isPresent());
        place.until(() -> isDrawn());
    }

    @Test
    void aRunLeavesTheColumnsSoThatItsCurveIsSeen() throws Exception {
        addSentences();
        both();
        String key = model.data().choicesProperty().get().getFirst().key();
        model.showColumns(Optional.of(key));

        runToTheEnd();

        assertThat(model.columnsProperty().get()).isEmpty();
        model.showColumns(Optional.of(key));
        assertThat(model.columnsProperty().get()).contains(key);
    }

    private boolean isDrawn() {
        return model.findings()
                .pictureProperty()
                .get()
                .filter(now -> now.study().equals(model.findings().studyProperty().get().get()))
                .isPresent();
    }

    private void both() {
        model.options()
                .change(
                        "points",
                        how ->
                                how.withSweep(Sweep.BOTH)
                                        .withFrom(-1)
                                        .withTo(1)
                                        .withPoints(9)
                                        .withFiner(false)
                                        .withBest(false));
        place.settle();
    }

    private DataChoice choice() {
        return model.data().choicesProperty().get().getFirst();
    }

    private Picture picture() {
        return model.findings().pictureProperty().get().orElseThrow();
    }

    private PointPicture point() {
        return picture().point().orElseThrow();
    }

    private List<Double> lambdas() {
        return sandbox.setup().vectorsProperty().get().stream()
                .map(laid -> laid.knob().lambda())
                .toList();
    }

    private void untilAt(double... at) {
        List<Double> wanted = java.util.Arrays.stream(at).boxed().toList();
        place.until(
                () ->
                        model.findings()
                                .pictureProperty()
                                .get()
                                .flatMap(Picture::shown)
                                .filter(one -> one.point().at().equals(wanted))
                                .isPresent());
    }

    @Test
    void aRecognisedFileIsCalledAsItsTask() throws Exception {
        addSentences();
        assertThat(DataList.name(model.data().choicesProperty().get().getFirst()))
                .isEqualTo("SST-2");
        DataRead.Ready ready =
                (DataRead.Ready) model.data().read(model.data().choicesProperty().get().getFirst());
        assertThat(ready.kind()).isEqualTo(Kind.LABELS);
        assertThat(ready.examples()).isEqualTo(8);
        assertThat(ready.dry()).hasSize(8);
        assertThat(ready.dry().getFirst().truth()).isEqualTo(1);
        place.undo.undo();
        place.settle();
        assertThat(model.data().choicesProperty().get()).isEmpty();
    }

    @Test
    void aFileThatCannotBeAskedSaysWhyAndShowsItsColumns() throws Exception {
        Path file = Files.writeString(folder.resolve("odd.tsv"), "words\tclass\nfine\tx\nbad\ty\n");
        model.data().add(List.of(file));
        place.until(
                () ->
                        model.data().readsProperty().get().values().stream()
                                .anyMatch(DataRead.Wrong.class::isInstance));
        DataRead read = model.data().read(model.data().choicesProperty().get().getFirst());
        assertThat(((DataRead.Wrong) read).reason()).isNotBlank();
        assertThat(read.rows().orElseThrow().columns()).containsExactly("words", "class");
        assertThat(model.runs().wrong()).contains("odd").contains("columns");

        // Its words, its columns and what its values mean are said; then it can be asked.
        String key = model.data().choicesProperty().get().getFirst().key();
        model.data().change(key, "words", one -> one.withTask("sst2", "lm-eval"));
        model.data()
                .change(
                        key,
                        "columns",
                        one ->
                                one.withHints(
                                        new MappingHints(
                                                Optional.empty(),
                                                Map.of("sentence", "words"),
                                                Optional.of("class"),
                                                Map.of("x", "positive", "y", "negative"),
                                                List.of())));
        place.until(
                () ->
                        model.data().read(model.data().choicesProperty().get().getFirst())
                                instanceof DataRead.Ready);
        assertThat(model.runs().wrong()).isEmpty();
    }

    @Test
    void whatLacksIsSaidBeforeTheButton() throws Exception {
        assertThat(model.runs().wrong()).contains("Add a file");
        addSentences();
        both();
        assertThat(model.runs().wrong()).isEmpty();
        model.data().tick(model.data().choicesProperty().get().getFirst().key(), false);
        place.settle();
        assertThat(model.runs().wrong()).contains("Tick");
        assertThat(How.FIRST.wrong(0, 16)).contains("vector");
        assertThat(How.FIRST.withSweep(Sweep.PLANE).wrong(1, 16)).contains("two");
        assertThat(How.FIRST.withFrom(3).wrong(1, 16)).contains("smaller");
    }

    @Test
    void aSweepHasACurveAndAPointThatTheSlidersFollow() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        CurveFigure curve = (CurveFigure) picture().drawings().getFirst().figure();
        assertThat(curve.curves())
                .singleElement()
                .satisfies(c -> assertThat(c.points()).hasSize(9));
        // The vector of its name lends its colour.
        assertThat(curve.curves().getFirst().look()).isEqualTo(Look.vector(0));
        // The sliders stood at 1, which is a point.
        assertThat(picture().shown().orElseThrow().point().at()).containsExactly(0.0, 1.0);
        assertThat(point().heading()).isEqualTo("At λ = 1.00 and 1.00");

        model.findings().pick("curve", 0.3, 0.5);
        untilAt(0, 0.25);
        assertThat(lambdas()).containsExactly(0.25, 0.25);
        assertThat(point().gained()).isEqualTo(2);
        assertThat(point().lost()).isZero();
        assertThat(point().changes())
                .hasSize(2)
                .allSatisfy(
                        row -> assertThat(row.change().kind()).isEqualTo(Comparison.Kind.GAINED));
        assertThat(point().followed()).isEqualTo("p(positive)");
        place.undo.undo();
        untilAt(0, 1);
        assertThat(lambdas()).containsExactly(1.0, 1.0);

        // The other way round: the sliders choose the nearest point, and it says so.
        sandbox.setup().setLambda("1", -0.24);
        sandbox.setup().setLambda("2", -0.24);
        untilAt(0, -0.25);
        assertThat(model.findings().aside()).contains("nearest");
    }

    @Test
    void theMeasureDecidesWhatTheCurveAndItsCollapseAre() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        CurveFigure accuracy = (CurveFigure) picture().drawings().getFirst().figure();
        assertThat(accuracy.references()).extracting(CurveFigure.Reference::y).containsExactly(0.5);
        assertThat(accuracy.range().limit()).isEqualTo(1);
        // At λ = 1 the sum is 2 and every answer is positive: no better than the most frequent.
        assertThat(accuracy.zones())
                .singleElement()
                .satisfies(
                        zone -> {
                            assertThat(zone.from()).isEqualTo(1);
                            assertThat(zone.words()).first().isEqualTo("collapse");
                        });
        model.findings().choose(Measure.DIVERGENCE);
        place.until(
                () ->
                        picture().drawings().getFirst().title().startsWith("KL")
                                && ((CurveFigure) picture().drawings().getFirst().figure())
                                                .zones()
                                                .size()
                                        == 2);
        CurveFigure far = (CurveFigure) picture().drawings().getFirst().figure();
        // KL is 0.8 times the sum of λ: more than 1 nat from 0.75 each on.
        assertThat(far.zones()).extracting(CurveFigure.Zone::from).containsExactly(0.75, -0.75);
        assertThat(far.zones())
                .allSatisfy(zone -> assertThat(zone.words()).first().isEqualTo("KL > 1 nat"));
        assertThat(far.references()).isEmpty();
    }

    @Test
    void aPausedSweepGoesOnWhereItStopped() throws Exception {
        addSentences();
        both();
        core.free = 3;
        model.runs().run();
        place.until(() -> core.asked.get() == 3);
        place.until(
                () ->
                        model.findings()
                                .studyProperty()
                                .get()
                                .filter(study -> study.points().size() >= 3)
                                .isPresent());
        assertThat(place.jobs().unfinished())
                .filteredOn(job -> job.title().equals("Sweeping SST-2"))
                .singleElement()
                .satisfies(job -> assertThat(job.isPausable()).isTrue());
        model.runs().pause();
        place.until(() -> model.runs().runningProperty().get().isEmpty());
        place.settle();
        EvaluationItem paused = model.saved().itemsProperty().get().getFirst();
        assertThat(paused.isDone()).isFalse();
        assertThat(paused.summary()).contains("points");
        place.until(() -> model.runs().resumable().isPresent());

        // Another run of the program finds it paused, and asks only what was not asked.
        WorkspaceState kept = place.workspace.state();
        close();
        open(new TestPlace(kept));
        core.free = Integer.MAX_VALUE;
        model.shown();
        place.until(() -> model.findings().pictureProperty().get().isPresent());
        assertThat(model.findings().studyProperty().get().orElseThrow().isDone()).isFalse();
        place.until(() -> model.runs().resumable().isPresent());
        model.runs().resume(model.runs().resumable().orElseThrow());
        place.until(
                () ->
                        model.saved().itemsProperty().get().getFirst().isDone()
                                && model.runs().runningProperty().get().isEmpty());
        assertThat(core.asked.get()).isEqualTo(8);
        assertThat(model.saved().itemsProperty().get()).hasSize(1);
    }

    @Test
    void anOlderEvaluationComesBackWithWhatItAsked() throws Exception {
        addSentences();
        both();
        core.free = 2;
        model.runs().run();
        place.until(() -> core.asked.get() == 2);
        model.runs().pause();
        place.until(() -> model.runs().runningProperty().get().isEmpty());
        EvaluationItem paused = model.saved().itemsProperty().get().getFirst();
        sandbox.setup().remove("2");
        model.options().change("points", how -> how.withPoints(5));
        place.settle();
        assertThat(model.runs().resumable()).isEmpty();
        core.free = Integer.MAX_VALUE;
        model.runs().resume(paused);
        place.until(() -> model.saved().itemsProperty().get().getFirst().isDone());
        assertThat(sandbox.setup().vectorsProperty().get())
                .extracting(Laid::vector)
                .containsExactly("SST-2", "mnli");
        assertThat(model.options().howProperty().get().points()).isEqualTo(9);
        assertThat(core.asked.get()).isEqualTo(8);
    }

    @Test
    void aPlaneHasItsDiagonalBesideIt() throws Exception {
        addSentences();
        both();
        model.options().change("sweep", how -> how.withSweep(Sweep.PLANE).withPoints(5));
        place.settle();
        runToTheEnd();
        assertThat(picture().drawings()).extracting(Drawing::id).containsExactly("curve", "plane");
        PlaneFigure plane = (PlaneFigure) picture().drawings().getLast().figure();
        assertThat(plane.columns()).containsExactly(-1.0, -0.5, 0.0, 0.5, 1.0);
        assertThat(plane.values())
                .allSatisfy(row -> assertThat(row).allMatch(cell -> cell.isPresent()));
        model.findings().pick("plane", 0.5, 0);
        untilAt(0.5, 0);
        assertThat(lambdas()).containsExactly(0.5, 0.0);
        assertThat(((PlaneFigure) picture().drawings().getLast().figure()).chosen().orElseThrow())
                .satisfies(chosen -> assertThat(chosen.words()).startsWith("chosen 0."));
    }

    @Test
    void eachVectorAloneHasACurveOfItsOwn() throws Exception {
        addSentences();
        both();
        model.options().change("sweep", how -> how.withSweep(Sweep.EACH));
        place.settle();
        runToTheEnd();
        CurveFigure figure = (CurveFigure) picture().drawings().getFirst().figure();
        assertThat(figure.curves())
                .extracting(CurveFigure.Curve::name)
                .containsExactly("SST-2", "mnli");
        sandbox.setup().setLambda("1", 0);
        sandbox.setup().setLambda("2", 0.5);
        untilAt(1, 0.5);
        assertThat(point().heading()).isEqualTo("At λ = 0.50 of mnli alone");
    }

    @Test
    void dataWithoutTheMeasureAreNamedUnderTheCurve() throws Exception {
        core.places = 0;
        addSentences();
        both();
        runToTheEnd();
        assertThat(picture().drawings().getFirst().notes()).noneMatch(one -> one.contains("no "));
        model.findings().choose(Measure.DIVERGENCE);
        place.until(() -> picture().drawings().getFirst().title().startsWith("KL"));
        assertThat(((CurveFigure) picture().drawings().getFirst().figure()).curves()).isEmpty();
        assertThat(picture().drawings().getFirst().notes())
                .contains("SST-2 has no KL: see accuracy");

        model.options().change("sweep", how -> how.withSweep(Sweep.EACH));
        place.settle();
        runToTheEnd();
        assertThat(picture().drawings().getFirst().notes().getFirst())
                .isEqualTo("SST-2 has no KL: see accuracy");
    }

    @Test
    void moreThanTwoVectorsAreAllOfThem() throws Exception {
        addSentences();
        both();
        sandbox.setup().add(sst2);
        place.settle();
        runToTheEnd();
        assertThat(model.saved().itemsProperty().get().getFirst().name()).isEqualTo("SST-2, all");
        assertThat(Sweep.BOTH.word(2)).isEqualTo("both");
        assertThat(Sweep.EACH.word(3)).isEqualTo("each");
    }

    @Test
    void layersHaveTwoFigures() throws Exception {
        addSentences();
        model.options().change("sweep", how -> how.withSweep(Sweep.LAYER));
        sandbox.engine().load();
        place.until(() -> sandbox.engine().model().isPresent());
        runToTheEnd();
        assertThat(picture().drawings())
                .extracting(Drawing::id)
                .containsExactly("alone", "without");
        model.findings().pick("without", 3, 0.5);
        untilAt(Plan.Layers.WITHOUT, 3);
        assertThat(point().heading()).isEqualTo("All but layer 3");
        assertThat(lambdas()).containsExactly(1.0, 1.0);
    }

    @Test
    void anExampleIsAskedInPrompt() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        model.findings().pick("curve", 0.25, 0.5);
        untilAt(0, 0.25);
        ChangedRow example = point().changes().getFirst();
        model.ask(example);
        place.until(
                () ->
                        sandbox.workProperty().get().isEmpty()
                                && sandbox.exchange().asked().isPresent()
                                && !sandbox.exchange().busyProperty().get());
        // The fake's form of SST-2 has other words, so the prompt goes as it was asked.
        assertThat(sandbox.exchange().asked().orElseThrow().input().form()).isEqualTo("raw");
        assertThat(sandbox.exchange().asked().orElseThrow().input().field("text"))
                .startsWith(example.row().values().get("sentence"))
                .contains("Question");
        assertThat(model.saidProperty().get()).contains("as it is");
        assertThat(lambdas()).containsExactly(0.25, 0.25);
    }

    @Test
    void whereWordsAreThoseOfAFormItsFieldsAreFilled() throws Exception {
        addSentences();
        Path templates =
                Files.writeString(
                        folder.resolve("words.json"),
                        """
                        {"sst2": {"title": "SST-2", "fields": ["sentence"],
                          "prompt": "Review: {sentence}\\nSentiment:",
                          "labels": [{"class": "negative", "value": 0, "word": " negative"},
                                     {"class": "positive", "value": 1, "word": " positive"}]}}
                        """);
        String key = model.data().choicesProperty().get().getFirst().key();
        model.data().change(key, "words", one -> one.withTask("sst2", templates.toString()));
        both();
        place.until(
                () ->
                        model.data().read(choice()) instanceof DataRead.Ready ready
                                && ready.dry().getFirst().prompt().startsWith("Review"));
        runToTheEnd();
        model.findings().pick("curve", 0.25, 0.5);
        untilAt(0, 0.25);
        ChangedRow example = point().changes().getFirst();
        model.ask(example);
        place.until(() -> sandbox.exchange().asked().isPresent());
        assertThat(sandbox.exchange().asked().orElseThrow().input().form()).isEqualTo("sst2");
        assertThat(sandbox.exchange().asked().orElseThrow().input().field("sentence"))
                .isEqualTo(example.row().values().get("sentence"));
    }

    @Test
    void aSavedEvaluationIsRenamedRemovedAndBroughtBack() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        // The workspace hears of the end behind the figures.
        place.until(() -> model.saved().itemsProperty().get().getFirst().isDone());
        EvaluationItem item = model.saved().itemsProperty().get().getFirst();
        assertThat(item.record()).exists();
        model.saved().rename(item, "first sweep");
        place.settle();
        assertThat(model.saved().itemsProperty().get().getFirst().name()).isEqualTo("first sweep");
        List<Boolean> opening = new ArrayList<>();
        model.findings()
                .pictureProperty()
                .addListener((_, _, _) -> opening.add(model.saved().isOpening()));
        model.saved().remove(model.saved().itemsProperty().get().getFirst());
        place.until(() -> model.findings().studyProperty().get().isEmpty());
        assertThat(opening).containsExactly(false);
        assertThat(model.saved().itemsProperty().get()).isEmpty();
        assertThat(item.record()).exists();
        place.undo.undo();
        place.until(() -> model.findings().pictureProperty().get().isPresent());
        place.undo.undo();
        place.settle();
        assertThat(model.saved().itemsProperty().get().getFirst().name()).isEqualTo(item.name());
    }

    @Test
    void aRecordThatIsGoneSaysSo() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        EvaluationItem item = model.saved().itemsProperty().get().getFirst();
        Files.delete(item.record());
        WorkspaceState kept = place.workspace.state();
        close();
        open(new TestPlace(kept));
        model.shown();
        place.until(() -> !model.findings().problemProperty().get().isEmpty());
        place.until(
                () -> Boolean.FALSE.equals(model.saved().presentProperty().get().get(item.id())));
        assertThat(model.findings().problemProperty().get()).contains("there");
    }

    @Test
    void tablesHoldEveryPointAndEveryRow() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        PictureMaker maker = model.findings().maker().orElseThrow();
        StudyTable points = new StudyTables(maker.words(), maker.numbers()).points();
        assertThat(points.rows()).hasSize(10);
        String csv = points.write(TableFormat.CSV);
        assertThat(csv.lines().findFirst().orElseThrow()).startsWith("task,point,λ,accuracy,low");
        assertThat(maker.point().orElseThrow().items().rows()).hasSize(8);
        for (TableFormat format : TableFormat.values()) {
            assertThat(points.write(format)).contains("SST-2");
        }
        assertThat(Stream.of(csv.split("\r\n", -1)).filter(line -> !line.isEmpty())).hasSize(11);
    }

    @Test
    void everythingGoesIntoAFolder() throws Exception {
        addSentences();
        both();
        runToTheEnd();
        Path target = Files.createDirectory(folder.resolve("out"));
        place.folder = Optional.of(target);
        new StudyExport(
                        place.context(),
                        model,
                        new FigureSaver(place.context(), model::say),
                        new TableActs(place.context(), model::say))
                .everything();
        place.until(() -> model.saidProperty().get().startsWith("Saved into"));
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains(
                            "curve-accuracy.pdf",
                            "curve-divergence.svg",
                            "curve-log-likelihood.csv",
                            "matrices-sst-2.png",
                            "calibration-sst-2.pdf",
                            "points.tex",
                            "numbers-sst-2.csv",
                            "changes-sst-2.csv",
                            "items-sst-2.csv",
                            "evaluation.evaluation.jsonl");
        }
        assertThat(Files.readString(target.resolve("items-sst-2.csv")).lines()).hasSize(9);
    }

    @Test
    void whereEachVectorIsAloneEveryTaskHasItsFigures() throws Exception {
        core.places = 0;
        addSentences();
        model.data().add(List.of(sentences(folder, "other.tsv")));
        place.until(() -> model.runs().wrong().isEmpty() && model.data().ticked().size() == 2);
        both();
        model.options().change("sweep", how -> how.withSweep(Sweep.EACH));
        place.settle();
        runToTheEnd();
        assertThat(new StudyFigures(model.findings().maker().orElseThrow()).all())
                .extracting(FigureSet.Named::name)
                .filteredOn(name -> name.startsWith("curve"))
                .hasSize(4)
                .contains("curve-accuracy-sst-2")
                .noneMatch(name -> name.contains("divergence"));
    }

    @Test
    void unloadingTheModelPausesWhatRuns() throws Exception {
        addSentences();
        both();
        core.free = 2;
        model.runs().run();
        place.until(() -> core.asked.get() == 2);
        sandbox.engine().unload();
        place.until(() -> model.runs().runningProperty().get().isEmpty());
        assertThat(model.runs().problemProperty().get()).contains("unloaded");
        place.settle();
        assertThat(model.saved().itemsProperty().get().getFirst().isDone()).isFalse();
    }

    @Test
    void droppedRowsAreDataAndOtherFilesGoIntoTheLibrary() throws Exception {
        Path rows = sentences(folder, "rows.TSV");
        RowFiles.take(List.of(rows, Path.of("/models/v.safetensors")), model);
        place.until(() -> model.data().choicesProperty().get().size() == 1);
        assertThat(place.opened).containsExactly(Path.of("/models/v.safetensors"));
    }

    @Test
    void severalFilesComeInTheirOrderAndNoneHasTheNameOfAnother() throws Exception {
        model.data()
                .add(
                        List.of(
                                sentences(folder, "b.tsv"),
                                folder.resolve("missing.tsv"),
                                sentences(folder, "a.tsv")));
        place.until(() -> model.data().choicesProperty().get().size() == 3);
        assertThat(model.data().choicesProperty().get())
                .extracting(DataList::name)
                .containsExactly("SST-2", "missing", "SST-2 2");
        place.until(
                () ->
                        model.data().read(model.data().choicesProperty().get().get(1))
                                instanceof DataRead.Wrong);
    }

    @Test
    void aWorkspaceThatIsNotSavedAsksNothing() throws Exception {
        addSentences();
        assertThat(model.runs().wrong()).isEmpty();
        isSaved = false;
        assertThat(model.runs().wrong()).contains("read-only");
        model.runs().run();
        place.settle();
        assertThat(model.runs().runningProperty().get()).isEmpty();
        assertThat(place.context().state().get().evaluations()).isEmpty();
        assertThat(folder.resolve("evaluations")).doesNotExist();
        isSaved = true;
        assertThat(model.runs().wrong()).isEmpty();
    }
}

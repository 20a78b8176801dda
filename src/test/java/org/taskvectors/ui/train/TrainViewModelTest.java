package org.taskvectors.ui.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.figure.training.MadeUpRun;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.job.Job;
import org.taskvectors.training.Adaptation;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.TrainingItem;
import org.taskvectors.workspace.WorkspaceState;

/// The place without its scene, with a trainer that is a fake.
class TrainViewModelTest {
    private static final FileItem BASE = item("SmolLM2-135M", Role.BASE, Optional.empty());
    private static final FileItem MNLI = item("MNLI", Role.VECTOR, Optional.of("SmolLM2-135M"));

    private final FakeTrainCore core = new FakeTrainCore();
    private final List<FileItem> tried = new ArrayList<>();
    private TestPlace place;
    private TrainViewModel model;
    private boolean isSaved = true;
    @TempDir private Path folder;

    private static FileItem item(String id, Role role, Optional<String> of) {
        return new FileItem(id, Path.of("/models", id), id, role, of, Optional.empty());
    }

    @BeforeEach
    void open() {
        open(WorkspaceState.EMPTY.withItems(List.of(BASE, MNLI)));
    }

    private void open(WorkspaceState state) {
        place = new TestPlace(state);
        model =
                new TrainViewModel(
                        place.context(),
                        core,
                        new TrainViewModel.Surroundings(
                                folder.resolve("trainings"),
                                () -> isSaved,
                                List::of,
                                tried::addAll));
        model.inSight();
        place.settle();
    }

    @AfterEach
    void close() {
        core.free = MadeUpRun.STEPS;
        model.close();
        place.close();
    }

    /// Sentences in a folder that says what they are, with others to hold out beside them.
    static Path sentences(Path folder, boolean hasValidation) throws Exception {
        Path of = Files.createDirectories(folder.resolve("sst2"));
        StringBuilder text = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 40; i++) {
            text.append("sentence ").append(i).append('\t').append((i + 1) % 2).append('\n');
        }
        if (hasValidation) {
            Files.writeString(of.resolve("validation.tsv"), text);
        }
        return Files.writeString(of.resolve("train.tsv"), text);
    }

    private void takeSentences(boolean hasValidation) throws Exception {
        model.form().takeRows(sentences(folder, hasValidation));
        place.until(() -> model.form().formProperty().get().train().isPresent());
        place.until(
                () -> model.wrong().isEmpty() && model.aheadProperty().get().answer().isPresent());
    }

    private TrainingItem run() {
        return model.shown().runProperty().get().orElseThrow();
    }

    private void startAndReach(int step) throws Exception {
        core.free = step;
        takeSentences(true);
        model.start();
        place.until(() -> seenStep() == step);
    }

    private int seenStep() {
        return model.shown().seenProperty().get().map(Seen::step).orElse(-1);
    }

    @Test
    void theOnlyBaseIsChosenAndRowsAreAskedFor() {
        assertThat(model.form().formProperty().get().base()).isEqualTo("SmolLM2-135M");
        place.until(() -> model.baseProperty().get().answer().isPresent());
        assertThat(model.baseProperty().get().answer().orElseThrow().layers()).isEqualTo(30);
        assertThat(model.wrong()).isEqualTo("Choose a file of rows with answers.");
        model.start();
        assertThat(model.runs().itemsProperty().get()).isEmpty();
    }

    @Test
    void aBaseThatCannotBeTrainedSaysWhy() {
        model.close();
        place.close();
        core.refusal = "this architecture is not trained";
        open(WorkspaceState.EMPTY.withItems(List.of(BASE)));
        place.until(() -> !model.baseProperty().get().reason().isEmpty());
        assertThat(model.wrong()).contains("this architecture is not trained");
    }

    @Test
    void heldOutRowsAreFoundBesideTheFileElseSplitOff() throws Exception {
        takeSentences(true);
        Form form = model.form().formProperty().get();
        assertThat(form.rows().heldOut().orElseThrow().file().getFileName())
                .hasToString("validation.tsv");
        assertThat(form.rows().heldOutRows()).isZero();

        Files.delete(folder.resolve("sst2").resolve("validation.tsv"));
        model.form().takeRows(folder.resolve("sst2").resolve("train.tsv"));
        place.until(() -> model.form().formProperty().get().rows().heldOut().isEmpty());
        assertThat(model.form().formProperty().get().rows().heldOutRows()).isEqualTo(4);
    }

    @Test
    void aColumnThatIsSaidOtherwiseIsSaidOfTheHeldOutFileToo() throws Exception {
        takeSentences(true);
        model.form()
                .changeTrain(
                        "columns",
                        one ->
                                one.withHints(
                                        new MappingHints(
                                                Optional.empty(),
                                                java.util.Map.of(),
                                                Optional.of("label"),
                                                java.util.Map.of("1", "negative"),
                                                List.of())));
        place.until(
                () ->
                        model.form()
                                .formProperty()
                                .get()
                                .rows()
                                .heldOut()
                                .orElseThrow()
                                .hints()
                                .classes()
                                .equals(java.util.Map.of("1", "negative")));
    }

    @Test
    void rowsAreEncodedAgainOnlyWhereTheyBecomeOthers() throws Exception {
        takeSentences(true);
        int before = core.prepared.get();
        model.form()
                .change(
                        "rate",
                        form ->
                                form.withSchedule(
                                        s -> new Schedule(s.steps(), 1e-3, s.warmUp(), s.decay())));
        place.until(() -> model.form().formProperty().get().settings().schedule().rate() == 1e-3);
        place.until(() -> model.wrong().isEmpty());
        assertThat(core.prepared).hasValue(before);
        model.form()
                .change(
                        "texts",
                        form ->
                                form.withRows(
                                        form.rows()
                                                .withTexts(
                                                        64,
                                                        form.rows().longRows(),
                                                        form.rows().endsAnswers())));
        place.until(() -> core.prepared.get() == before + 1);
        place.until(() -> model.wrong().isEmpty());
        // Those of before are given back.
        assertThat(core.closed).hasValue(before);
    }

    @Test
    void eachKindOfRowsIsListedAndTheChosenOneIsShown() throws Exception {
        takeSentences(true);
        assertThat(model.rows().listedProperty().get()).hasSize(10);
        assertThat(model.rows().chosenProperty().get().orElseThrow().row()).isZero();
        model.rows().filter(RowFilter.LEAKED);
        assertThat(model.rows().listedProperty().get())
                .extracting(ShownRow::row)
                .containsExactly(2);
        assertThat(model.rows().chosenProperty().get().orElseThrow().why())
                .contains("held-out row");
        // A kind that there is none of lists all.
        model.rows().filter(RowFilter.CONTRADICTING);
        assertThat(model.rows().filterProperty().get()).isEmpty();
        assertThat(model.rows().listedProperty().get()).hasSize(10);
    }

    @Test
    void whatDoesNotFitIntoMemoryIsNotBegun() throws Exception {
        core.available = 1_000_000_000L;
        model.form().takeRows(sentences(folder, true));
        place.until(() -> model.aheadProperty().get().answer().isPresent());
        place.until(() -> !model.wrong().contains("being read"));
        assertThat(model.wrong()).startsWith("It needs 1.3 GB of memory, and 1.0 GB may be taken");
    }

    @Test
    void aReadOnlyWindowTrainsNothing() throws Exception {
        takeSentences(true);
        isSaved = false;
        assertThat(model.wrong()).contains("read-only");
        model.start();
        assertThat(model.runs().itemsProperty().get()).isEmpty();
    }

    @Test
    void changesOfTheFormAreTakenBack() throws Exception {
        takeSentences(true);
        model.form().change("rank", form -> form.withAdaptation(a -> rank(a, 16)));
        model.form().change("rank", form -> form.withAdaptation(a -> rank(a, 32)));
        place.settle();
        assertThat(model.form().formProperty().get().settings().adaptation().rank()).isEqualTo(32);
        place.undo.undo();
        place.settle();
        assertThat(model.form().formProperty().get().settings().adaptation().rank()).isEqualTo(8);
    }

    private static Adaptation rank(Adaptation a, int rank) {
        return new Adaptation(
                a.method(), rank, a.alpha(), a.isRankStabilised(), a.dropout(), a.targets());
    }

    @Test
    void presetsAreSavedChosenAndDeleted() {
        model.form().change("rank", form -> form.withAdaptation(a -> rank(a, 64)));
        place.settle();
        model.form().save("large");
        model.form().chooseUsual();
        place.settle();
        assertThat(model.form().formProperty().get().settings().adaptation().rank()).isEqualTo(8);
        NamedPreset large = model.form().presetsProperty().get().getFirst();
        model.form().choose(large);
        place.settle();
        assertThat(model.form().formProperty().get().settings().adaptation().rank()).isEqualTo(64);
        model.form().delete(large);
        place.settle();
        assertThat(model.form().presetsProperty().get()).isEmpty();
        place.undo.undo();
        place.settle();
        assertThat(model.form().presetsProperty().get()).containsExactly(large);
    }

    @Test
    void aFormIsTheSameAfterItWasWritten() throws Exception {
        takeSentences(true);
        Form form =
                model.form()
                        .formProperty()
                        .get()
                        .withTargets(Set.of("q_proj", "v_proj"))
                        .withCompared("MNLI")
                        .withSeed(99)
                        .withBatches(4, 8);
        assertThat(FormJson.read(FormJson.write(form))).isEqualTo(form);
        assertThat(FormJson.read("no form")).isEqualTo(Form.FIRST);
    }

    @Test
    void aRunIsSeenWhileItGoesAndItsAdapterLandsPairedWithItsBase() throws Exception {
        startAndReach(120);
        assertThat(run().name()).isEqualTo("smollm2-135m-sst-2-r8");
        assertThat(model.runs().stage(run())).isEqualTo(Stage.RUNNING);
        place.until(() -> model.shown().picturesProperty().get().isPresent());
        place.until(
                () ->
                        model.shown()
                                .picturesProperty()
                                .get()
                                .orElseThrow()
                                .loss()
                                .now()
                                .equals(java.util.OptionalDouble.of(120)));
        core.free = MadeUpRun.STEPS;
        place.until(() -> model.runs().stage(run()) == Stage.DONE);
        FileItem landed = place.workspace.state().fileAt(run().folder()).orElseThrow();
        assertThat(landed.role()).isEqualTo(Role.ADAPTER);
        assertThat(landed.base()).contains("SmolLM2-135M");
        assertThat(landed.name()).isEqualTo("smollm2-135m-sst-2-r8");
        assertThat(place.opened).contains(run().folder());
        TrainRuns.Ended ended = model.runs().endedProperty().get().orElseThrow();
        model.extract(ended);
        assertThat(place.shown).containsExactly("extract");
        assertThat(place.workspace.state().choice(ExtractPair.TUNED, ""))
                .isEqualTo(run().folder().toString());
        model.tryOut(ended);
        assertThat(tried).extracting(FileItem::path).containsExactly(run().folder());
        model.compare(ended);
        assertThat(place.workspace.state().ticked()).containsExactly(landed.id());
        model.runs().dismissEnded();
        assertThat(model.runs().endedProperty().get()).isEmpty();
        place.until(
                () -> model.shown().picturesProperty().get().orElseThrow().loss().now().isEmpty());
    }

    @Test
    void aPauseGivesTheDeviceBackAndTheRunGoesOnWhereItWas() throws Exception {
        startAndReach(75);
        model.primary();
        place.until(() -> model.runs().stage(run()) == Stage.PAUSED);
        assertThat(place.jobs().unfinished()).isEmpty();
        assertThat(seenStep()).isEqualTo(75);
        assertThat(model.shown().seenProperty().get().orElseThrow().live()).isEmpty();
        core.free = 110;
        model.primary();
        place.until(() -> seenStep() == 110);
        assertThat(core.asked).hasSize(2);
        assertThat(core.asked.get(1).folder()).isEqualTo(core.asked.get(0).folder());
        assertThat(core.asked.get(1).settings()).isEqualTo(core.asked.get(0).settings());
    }

    @Test
    void theTraysPauseIsTheSame() throws Exception {
        startAndReach(60);
        Job<?> job = place.jobs().unfinished().getFirst();
        job.pause();
        place.until(() -> model.runs().stage(run()) == Stage.PAUSED);
        assertThat(seenStep()).isEqualTo(60);
    }

    @Test
    void whatIsStoppedIsKept() throws Exception {
        startAndReach(60);
        model.stopAndKeep();
        place.until(() -> model.runs().stage(run()) == Stage.DONE);
        assertThat(seenStep()).isEqualTo(60);
        assertThat(place.workspace.state().fileAt(run().folder())).isPresent();
    }

    @Test
    void aPausedRunIsKeptWithoutAnotherStep() throws Exception {
        startAndReach(60);
        model.primary();
        place.until(() -> model.runs().stage(run()) == Stage.PAUSED);
        core.free = MadeUpRun.STEPS;
        model.stopAndKeep();
        place.until(() -> model.runs().stage(run()) == Stage.DONE);
        assertThat(seenStep()).isEqualTo(60);
    }

    @Test
    void aRunThatFailsSaysWhyAndKeepsWhatWasSeen() throws Exception {
        core.failsAt = 91;
        takeSentences(true);
        model.start();
        place.until(
                () ->
                        model.shown()
                                .runProperty()
                                .get()
                                .filter(r -> model.runs().stage(r) == Stage.FAILED)
                                .isPresent());
        assertThat(run().summary()).contains("the loss of step 91 is NaN");
        assertThat(seenStep()).isEqualTo(90);
        assertThat(model.runs().endedProperty().get()).isEmpty();
        assertThat(place.errors).isEmpty();
    }

    @Test
    void afterARestartAnUnfinishedRunIsThereWithItsCurve() throws Exception {
        startAndReach(130);
        TrainingItem before = run();
        model.primary();
        place.until(() -> model.runs().stage(run()) == Stage.PAUSED);
        WorkspaceState state = place.workspace.state();
        model.close();
        place.close();

        open(state);
        place.until(() -> seenStep() == 130);
        assertThat(run().name()).isEqualTo(before.name());
        assertThat(model.runs().stage(run())).isEqualTo(Stage.PAUSED);
        core.free = 140;
        model.primary();
        place.until(() -> seenStep() == 140);
    }

    @Test
    void aRunWhoseFolderIsGoneSaysSo() throws Exception {
        TrainingItem gone =
                new TrainingItem(
                        "t",
                        "gone",
                        folder.resolve("gone"),
                        "",
                        TrainingItem.Standing.DONE,
                        FormJson.write(Form.FIRST));
        model.close();
        place.close();
        open(WorkspaceState.EMPTY.withItems(List.of(BASE, gone)).withChoice(Shown.SHOWN, "t"));
        place.until(() -> !model.shown().problemProperty().get().isEmpty());
        assertThat(model.shown().problemProperty().get()).contains("no run in this folder");
    }

    @Test
    void anotherSeedWaitsForTheFirstAndBothEnd() throws Exception {
        startAndReach(40);
        TrainingItem first = run();
        model.queueWithAnotherSeed();
        place.until(() -> model.runs().itemsProperty().get().size() == 2);
        TrainingItem second = model.runs().itemsProperty().get().getLast();
        assertThat(second.name()).isEqualTo("smollm2-135m-sst-2-r8-seed8");
        assertThat(FormJson.read(second.asked()).settings().seed()).isEqualTo(8);
        assertThat(FormJson.read(second.asked()).withSeed(7))
                .isEqualTo(FormJson.read(first.asked()));
        assertThat(model.runs().stage(second)).isEqualTo(Stage.WAITING);
        assertThat(run().id()).isEqualTo(first.id());
        model.queueWithAnotherSeed();
        place.until(() -> model.runs().itemsProperty().get().size() == 3);
        assertThat(model.runs().itemsProperty().get().getLast().name()).endsWith("-seed9");
        // What waits is taken out of the queue, and can be begun later.
        model.runs().pause(model.runs().itemsProperty().get().getLast().id());
        core.free = MadeUpRun.STEPS;
        place.until(
                () ->
                        model.runs().itemsProperty().get().stream()
                                .map(model.runs()::stage)
                                .toList()
                                .equals(List.of(Stage.DONE, Stage.DONE, Stage.PAUSED)));
    }

    @Test
    void tickedCheckpointsAreComparedAsASetWithTheVectorThatTheRunIsComparedWith()
            throws Exception {
        model.form().change("comparison", form -> form.withCompared("MNLI"));
        startAndReach(260);
        assertThat(core.asked.getFirst().compared()).isPresent();
        for (int step : new int[] {200, 100, 250}) {
            model.shown().tick(step, true);
        }
        model.shown().tick(250, false);
        model.compare();
        WorkspaceState state = place.workspace.state();
        assertThat(state.tickedItems())
                .extracting(FileItem::name)
                .containsExactly(
                        "smollm2-135m-sst-2-r8 step 100", "smollm2-135m-sst-2-r8 step 200", "MNLI");
        assertThat(state.tickedItems())
                .allMatch(item -> item.base().equals(Optional.of("SmolLM2-135M")));
        assertThat(place.shown).containsExactly("compare");
        // Again they are the same cards.
        int count = state.items().size();
        model.compare();
        assertThat(place.workspace.state().items()).hasSize(count);
        place.undo.undo();
        place.undo.undo();
        assertThat(place.workspace.state().tickedItems()).isEmpty();
    }

    @Test
    void theNearestCheckpointIsChosenAndTriedOut() throws Exception {
        startAndReach(260);
        model.shown().chooseNear(129);
        assertThat(model.shown().chosenProperty().get()).isEqualTo(OptionalInt.of(150));
        place.until(
                () ->
                        model.shown()
                                .picturesProperty()
                                .get()
                                .filter(p -> p.loss().chosen().isPresent())
                                .isPresent());
        model.tryOut();
        place.until(() -> !tried.isEmpty());
        assertThat(tried.getFirst().path()).isEqualTo(run().folder().resolve("checkpoint-150"));
        assertThat(tried.getFirst().role()).isEqualTo(Role.ADAPTER);
    }

    @Test
    void aFullTrainingLandsAsAModel() throws Exception {
        model.form()
                .change(
                        "method",
                        form ->
                                form.withAdaptation(
                                        a ->
                                                new Adaptation(
                                                        Method.FULL,
                                                        a.rank(),
                                                        a.alpha(),
                                                        a.isRankStabilised(),
                                                        a.dropout(),
                                                        a.targets())));
        takeSentences(true);
        model.start();
        place.until(
                () ->
                        model.shown()
                                .runProperty()
                                .get()
                                .filter(r -> model.runs().stage(r) == Stage.DONE)
                                .isPresent());
        assertThat(run().name()).isEqualTo("smollm2-135m-sst-2-full");
        assertThat(place.workspace.state().fileAt(run().folder()).orElseThrow().role())
                .isEqualTo(Role.TUNED);
    }

    @Test
    void aRemovedRunComesBackByUndoAndOneThatRunsIsPaused() throws Exception {
        startAndReach(60);
        TrainingItem item = run();
        model.runs().remove(item);
        place.until(() -> place.jobs().unfinished().isEmpty());
        place.until(() -> model.shown().runProperty().get().isEmpty());
        place.undo.undo();
        place.until(() -> model.shown().runProperty().get().isPresent());
        place.until(() -> model.runs().stage(run()) == Stage.PAUSED);
    }

    @Test
    void theSettingsOfARunBecomeTheForms() throws Exception {
        startAndReach(30);
        model.form().change("rank", form -> form.withAdaptation(a -> rank(a, 128)));
        place.settle();
        model.takeSettings();
        place.settle();
        assertThat(model.form().formProperty().get().settings().adaptation().rank()).isEqualTo(8);
        assertThat(model.shown().runProperty().get()).isEmpty();
    }

    @Test
    void theStripSaysEachNumberWithWhatBelongsToIt() {
        Seen seen =
                Seen.of(
                        MadeUpRun.snapshot(
                                org.taskvectors.training.TrainingSnapshot.Phase.STEPPING,
                                312,
                                Path.of("run")));
        StripWords words =
                new StripWords(
                        seen,
                        new org.taskvectors.figure.training.TrainingFigures(
                                MadeUpRun.words(), MadeUpRun.SCHEDULE, seen.curve(), true),
                        500,
                        "MNLI");
        assertThat(words.parts())
                .extracting(part -> part.label() + "|" + part.detail())
                .contains(
                        "step|of 500",
                        "time left|5 min 3 s gone",
                        "speed|packed, 97.8 % full",
                        "memory|of 1.3 GB estimated",
                        "‖τ‖|cosine to MNLI 0.0600");
        assertThat(words.parts().get(1).value()).isEqualTo("3 min 8 s");
        // What was asked last before the step, and what was measured of it.
        assertThat(words.at(110).get(1)).startsWith("step 100: 0.8");
        assertThat(words.at(110).get(2)).startsWith("step 125: ‖τ‖");
        KeptCheckpoint best =
                seen.checkpoints().stream()
                        .filter(KeptCheckpoint::isBest)
                        .findFirst()
                        .orElseThrow();
        assertThat(best.step()).isPositive();
    }
}

package org.taskvectors.ui.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.analysis.NonFinite;
import org.taskvectors.analysis.SideSums;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Finding;
import org.taskvectors.extraction.Match;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.FileProblem;
import org.taskvectors.hub.HubEnvironment;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;
import org.taskvectors.ui.TestDevices;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class ExtractViewModelTest {
    private static final Path BASE = Path.of("models", "base");
    private static final Path TUNED = Path.of("models", "sst2");
    private static final ModuleKind Q = new ModuleKind("q_proj", ModuleFamily.ATTENTION, 0);
    private static final ModuleKind HEAD = new ModuleKind("head", ModuleFamily.HEAD, 9);

    private final FakeCore core = new FakeCore();
    private TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private ExtractViewModel model = new ExtractViewModel(place.context(), core);

    @BeforeEach
    void choose() {
        model.sides().choose(Role.BASE, BASE);
        model.sides().choose(Role.TUNED, TUNED);
    }

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    @Test
    void aPairIsCheckedAsSoonAsBothSidesAreKnown() {
        ready();
        assertThat(model.rows()).hasSize(1);
        assertThat(model.rows().getFirst().count()).isEqualTo(2);
        assertThat(model.statusProperty().get().word()).isEqualTo("ready");
        assertThat(model.scope().coverageProperty().get().allWeights()).isEqualTo(300);
        assertThat(place.opened).as("both go to the library").containsExactly(BASE, TUNED);
    }

    @Test
    void everyChangeOfPolicyChecksAnew() {
        ready();
        model.dtypeProperty().set(OutputDType.FLOAT32);
        place.until(() -> core.lastPolicies().dtype() == OutputDType.FLOAT32);
        model.vocabularyProperty().set(VocabularyPolicy.SHARED);
        place.until(() -> core.lastPolicies().vocabulary() == VocabularyPolicy.SHARED);
        model.scope().choose("head", false);
        place.until(() -> core.lastPolicies().scope().equals(Scope.parse("attention")));
        ready();
        assertThat(model.scope().coverageProperty().get().weights()).isEqualTo(100);
    }

    @Test
    void policiesAreKeptInTheWorkspace() {
        ready();
        model.dtypeProperty().set(OutputDType.BFLOAT16);
        model.scope().choose("head", false);
        WorkspaceState saved = place.workspace.state();
        try (TestPlace later = new TestPlace(saved);
                ExtractViewModel again = new ExtractViewModel(later.context(), core)) {
            later.until(() -> again.statusProperty().get().isReady());
            assertThat(again.dtypeProperty().get()).isEqualTo(OutputDType.BFLOAT16);
            assertThat(again.scope().scopeProperty().get().text()).isEqualTo("attention");
            assertThat(again.sides().baseProperty().get().path()).contains(BASE);
            assertThat(again.sides().tunedProperty().get().path()).contains(TUNED);
        }
    }

    @Test
    void aScopeIsTakenBackAndCheckedAnew() {
        ready();
        model.scope().choose("head", false);
        place.until(() -> core.lastPolicies().scope().equals(Scope.parse("attention")));
        place.settle();
        assertThat(place.undo.toUndo()).contains("Scope attention");
        place.undo.undo();
        place.until(() -> model.scope().scopeProperty().get().equals(Scope.ALL));
        place.until(() -> core.lastPolicies().scope().equals(Scope.ALL));
        assertThat(model.scope().isChosen("head")).isTrue();
        place.undo.redo();
        place.until(() -> !model.scope().isChosen("head"));
        assertThat(place.workspace.state().choice("extract.scope", "")).isEqualTo("attention");
    }

    @Test
    void aPatternThatWasTypedIsOneAct() {
        ready();
        model.scope().modeProperty().set(ScopeViewModel.Mode.PATTERN);
        for (String typed : List.of("q", "q_", "q_p", "q_pro", "q_proj")) {
            model.scope().patternProperty().set(typed);
        }
        place.settle();
        assertThat(place.undo.toUndo()).contains("Scope /q_proj/");
        place.undo.undo();
        place.until(() -> model.scope().scopeProperty().get().equals(Scope.ALL));
        assertThat(place.undo.toUndo()).contains("Choose sst2 as the fine-tuned model");
    }

    @Test
    void sidesAreTakenBack() {
        ready();
        model.sides().swap();
        place.until(() -> model.sides().baseProperty().get() instanceof Side.Ready);
        assertThat(model.sides().baseProperty().get().path()).contains(TUNED);
        place.undo.undo();
        place.until(() -> model.sides().are(BASE, TUNED));
        ready();
        place.undo.undo();
        place.until(() -> model.sides().tunedProperty().get() instanceof Side.Nothing);
        assertThat(model.sides().baseProperty().get().path()).contains(BASE);
        place.until(() -> !model.statusProperty().get().isReady());
        assertThat(model.pairProperty().get()).isNull();
        place.undo.redo();
        ready();
    }

    @Test
    void aSideThatCannotBeOpenedSaysWhyAndTheOtherStays() {
        ready();
        core.broken = TUNED.resolveSibling("broken");
        model.sides().choose(Role.TUNED, core.broken);
        place.until(() -> model.sides().tunedProperty().get() instanceof Side.Failed);
        assertThat(model.statusProperty().get().isReady()).isFalse();
        assertThat(model.statusProperty().get().sentence()).contains("is a Git LFS pointer");
        assertThat(model.sides().baseProperty().get()).isInstanceOf(Side.Ready.class);
        assertThat(model.extract(false)).isEqualTo(ExtractViewModel.Asked.NOT_READY);
        assertThat(place.errors).as("no dialog: the place says it").isEmpty();
    }

    /// It may be there by now, or a hub may be asked for it.
    @Test
    void aSideThatCouldNotBeOpenedIsReadAgainWhenThePlaceIsShown() {
        ready();
        Path later = TUNED.resolveSibling("later");
        core.broken = later;
        model.sides().choose(Role.TUNED, later);
        place.until(() -> model.sides().tunedProperty().get() instanceof Side.Failed);

        core.broken = Path.of("nothing");
        model.shown();

        ready();
        assertThat(model.sides().tunedProperty().get().path()).contains(later);
    }

    @Test
    void aRefusedPairSaysWhy() {
        core.refusal = Optional.of(Failure.of(FileProblem.EXISTS, null, "nothing matched", ""));
        place.until(() -> model.statusProperty().get().word().equals("refused"));
        assertThat(model.statusProperty().get().sentence()).contains("nothing matched");
    }

    @Test
    void aFullDiskIsNoticedBeforeItRuns() {
        core.free = 10;
        place.until(() -> model.statusProperty().get().word().equals("refused"));
        assertThat(model.statusProperty().get().sentence()).contains("too full");
    }

    @Test
    void anExistingFileIsReplacedOnlyWhenSomebodySaysSo() {
        core.exists = true;
        ready();
        assertThat(model.extract(false)).isEqualTo(ExtractViewModel.Asked.EXISTS);
        assertThat(model.queue().entries()).isEmpty();
        assertThat(model.extract(true)).isEqualTo(ExtractViewModel.Asked.QUEUED);
        place.until(() -> model.queue().entries().getFirst().isOver());
        assertThat(core.overwrote.get()).isTrue();
    }

    @Test
    void severalCanBeQueuedAndEachIsCancelledAlone() throws Exception {
        core.hold = new CountDownLatch(1);
        ready();
        assertThat(model.extract(false)).isEqualTo(ExtractViewModel.Asked.QUEUED);
        assertThat(model.extract(false)).isEqualTo(ExtractViewModel.Asked.IN_QUEUE);
        model.outputNameProperty().set("second");
        ready();
        assertThat(model.extract(false)).isEqualTo(ExtractViewModel.Asked.QUEUED);
        QueueEntry second = model.queue().entries().get(1);
        assertThat(second.name()).isEqualTo("second");
        assertThat(second.state()).isEqualTo("waits");
        second.job().cancel();
        core.hold.countDown();
        place.until(() -> model.queue().entries().stream().allMatch(QueueEntry::isOver));
        assertThat(model.queue().entries().get(0).state()).isEqualTo("done");
        assertThat(model.queue().entries().get(1).state()).contains("cancelled");
        place.until(() -> place.opened.size() == 3);
        assertThat(place.opened.getLast()).hasFileName("sst2.safetensors");
    }

    /// "Extract", pressed while the pair is being checked.
    @Test
    void anExtractionWaitsForTheCheckAndThenRuns() {
        ready();
        core.holdCheck = new CountDownLatch(1);
        model.dtypeProperty().set(OutputDType.FLOAT32);
        List<ExtractViewModel.Asked> answers = new ArrayList<>();
        model.extractWhenChecked(answers::add);
        model.extractWhenChecked(answers::add);
        place.until(() -> core.lastPolicies().dtype() == OutputDType.FLOAT32);
        assertThat(model.statusProperty().get()).isEqualTo(PairStatus.CHECKING);
        assertThat(answers).isEmpty();
        assertThat(model.queue().entries()).isEmpty();

        core.holdCheck.countDown();
        place.until(() -> !answers.isEmpty());

        assertThat(answers).as("pressed twice").containsExactly(ExtractViewModel.Asked.QUEUED);
        QueueEntry entry = model.queue().entries().getFirst();
        assertThat(entry.request().policies().dtype()).isEqualTo(OutputDType.FLOAT32);
        place.until(() -> model.queue().entries().stream().allMatch(QueueEntry::isOver));
        assertThat(model.queue().entries()).hasSize(1);
        assertThat(entry.summary()).isPresent();
    }

    @Test
    void anExtractionThatWaitedIsRefusedWithItsPair() {
        core.holdCheck = new CountDownLatch(1);
        core.refusal = Optional.of(Failure.of(FileProblem.EXISTS, null, "nothing matched", ""));
        List<ExtractViewModel.Asked> answers = new ArrayList<>();
        model.extractWhenChecked(answers::add);
        place.until(() -> !core.asked.isEmpty());
        assertThat(answers).isEmpty();

        core.holdCheck.countDown();
        place.until(() -> !answers.isEmpty());

        assertThat(answers).containsExactly(ExtractViewModel.Asked.NOT_READY);
        assertThat(model.statusProperty().get().sentence()).contains("nothing matched");
        assertThat(model.queue().entries()).isEmpty();
        core.refusal = Optional.empty();
        model.shown();
        ready();
        assertThat(model.queue().entries()).as("asked once, answered once").isEmpty();
    }

    /// Also while a side is still being read: the check comes after that.
    @Test
    void anExtractionWaitsForTheSidesToo() {
        core.holdInspect = new CountDownLatch(1);
        model.sides().choose(Role.TUNED, TUNED.resolveSibling("other"));
        List<ExtractViewModel.Asked> answers = new ArrayList<>();
        model.extractWhenChecked(answers::add);
        assertThat(answers).isEmpty();

        core.holdInspect.countDown();
        place.until(() -> !answers.isEmpty());

        assertThat(answers).containsExactly(ExtractViewModel.Asked.QUEUED);
        assertThat(model.queue().entries().getFirst().request().tuned().path())
                .hasFileName("other");
    }

    @Test
    void whereTheFileIsThereTheOneThatWaitedAsksFirst() {
        core.holdCheck = new CountDownLatch(1);
        core.exists = true;
        List<ExtractViewModel.Asked> answers = new ArrayList<>();
        model.extractWhenChecked(answers::add);
        core.holdCheck.countDown();
        place.until(() -> !answers.isEmpty());
        assertThat(answers).containsExactly(ExtractViewModel.Asked.EXISTS);
        assertThat(model.queue().entries()).isEmpty();
    }

    /// A check that began before a choice was changed must not let that choice be overlooked.
    @Test
    void ofSeveralChecksOnlyTheLastOneCounts() {
        ready();
        core.holdCheck = new CountDownLatch(1);
        model.shown();
        place.until(() -> core.waitingChecks.get() == 1);
        core.refusal = Optional.of(Failure.of(FileProblem.EXISTS, null, "nothing matched", ""));
        model.dtypeProperty().set(OutputDType.BFLOAT16);
        List<String> seen = new ArrayList<>();
        model.statusProperty().addListener((_, _, now) -> seen.add(now.word()));
        List<ExtractViewModel.Asked> answers = new ArrayList<>();
        model.extractWhenChecked(answers::add);

        core.holdCheck.countDown();
        place.until(() -> !answers.isEmpty());

        assertThat(answers).containsExactly(ExtractViewModel.Asked.NOT_READY);
        assertThat(seen).as("nothing of the check before").containsExactly("refused");
    }

    @Test
    void whatCameOfItIsSummedUp() {
        ready();
        model.extract(false);
        place.until(() -> model.queue().entries().getFirst().isOver());
        ExtractionSummary summary = model.queue().entries().getFirst().summary().orElseThrow();
        assertThat(summary.roundTrip())
                .isEqualTo(
                        "99.000 % of the fine-tuned weights come back bit for bit; largest error"
                                + " 0.5000");
        assertThat(summary.notFiniteText())
                .isEqualTo(
                        "not finite: 0 in the base, 1 in the fine-tuned model, 1 left out of the"
                                + " vector's sums");
        assertThat(summary.norm()).isEqualTo(5);
    }

    @Test
    void anAdapterIsShownAsWhatItIsWithItsBase() {
        ready();
        assertThat(model.tunedShown()).isEqualTo(model.sides().tunedProperty().get());
        assertThat(model.dtypeAdvice()).contains("fine-tuned weights come back");
        SideFacts whole =
                new SideFacts(TUNED, "sst2", "DoRA r 2", "2 tensors", List.of(), List.of());
        core.completed = Optional.of(whole);
        model.shown();
        place.until(() -> model.tunedShown().equals(new Side.Ready(whole)));
        assertThat(model.dtypeAdvice())
                .contains("adapter's own change")
                .doesNotContain("come back");
        model.sides().choose(Role.BASE, BASE.resolveSibling("other"));
        assertThat(model.tunedShown())
                .as("alone again until the pair is checked")
                .isEqualTo(model.sides().tunedProperty().get());
    }

    @Test
    void whereNothingWasComparedTheRoundTripSaysWhy() {
        core.sides = Optional.empty();
        ready();
        model.extract(false);
        place.until(() -> model.queue().entries().getFirst().isOver());
        assertThat(model.queue().entries().getFirst().summary().orElseThrow().roundTrip())
                .isEqualTo(
                        "No round trip to measure: an adapter is the change itself, and there is no"
                                + " fine-tuned model to come back to");
    }

    @Test
    void aFailureIsShownWhereItHappenedAndCanBeTriedAgain() {
        core.failing = true;
        ready();
        model.extract(false);
        place.until(() -> model.queue().entries().getFirst().isOver());
        QueueEntry failed = model.queue().entries().getFirst();
        assertThat(failed.reason().orElseThrow()).contains("the disk is full");
        core.failing = false;
        model.queue().retry(failed);
        place.until(() -> model.queue().entries().getFirst().summary().isPresent());
        assertThat(model.queue().entries()).hasSize(1);
    }

    @Test
    void theFormatIsChosenOrTypedWithTheEnding() {
        ready();
        assertThat(model.outputPath().orElseThrow()).hasFileName("sst2.safetensors");
        model.outputFormatProperty().set(OutputFormats.all().getLast());
        assertThat(model.outputPath().orElseThrow()).hasFileName("sst2.pth");
        model.outputNameProperty().set("mine.safetensors");
        assertThat(model.outputFormatProperty().get()).isEqualTo(OutputFormats.all().getFirst());
        assertThat(model.outputPath().orElseThrow()).hasFileName("mine.safetensors");
        model.outputNameProperty().set("mine.pth");
        assertThat(model.outputPath().orElseThrow()).hasFileName("mine.pth");
    }

    @Test
    void theOutputIsNamedAfterTheFineTunedModelUntilSomebodyTypes() {
        ready();
        assertThat(model.outputNameProperty().get()).isEqualTo("sst2");
        model.sides().choose(Role.TUNED, Path.of("runs", "mnli.safetensors"));
        ready();
        assertThat(model.outputNameProperty().get())
                .as("beside a file of the same ending")
                .isEqualTo("mnli-vector");
        model.outputNameProperty().set("mine");
        model.sides().choose(Role.TUNED, TUNED);
        ready();
        assertThat(model.outputNameProperty().get()).isEqualTo("mine");
        model.outputNameProperty().set("no/name");
        assertThat(model.statusProperty().get().word()).isEqualTo("refused");
    }

    @Test
    void aFineTunedModelBringsTheBaseThatItIsPairedWith() {
        FileItem base =
                new FileItem("b", BASE, "base", Role.BASE, Optional.empty(), Optional.empty());
        FileItem tuned =
                new FileItem("t", TUNED, "sst2", Role.TUNED, Optional.of("b"), Optional.empty());
        try (TestPlace other = new TestPlace(WorkspaceState.EMPTY.withItems(List.of(base, tuned)));
                ExtractViewModel fresh = new ExtractViewModel(other.context(), core)) {
            fresh.sides().choose(Role.TUNED, TUNED);
            other.until(() -> fresh.statusProperty().get().isReady());
            assertThat(fresh.sides().baseProperty().get().path()).contains(BASE);
            assertThat(other.opened).as("both were in the library").isEmpty();
        }
    }

    @Test
    void aSideThatRestsIsReadOnceAPersonAsksTheHub() throws Exception {
        ready();
        try (HubModels hub =
                new HubModels(() -> new HubEnvironment(Map.of(), Path.of("target")).settings())) {
            Path far = hub.saved().path("hf:org/name");
            FileItem item =
                    new FileItem("f", far, "far", Role.TUNED, Optional.empty(), Optional.empty());
            place.workspace.update(state -> state.withItem(item));
            place.settle();
            model.sides().choose(Role.TUNED, far);
            place.until(() -> Sides.isResting(model.sides().tunedProperty().get()));
            assertThat(Sides.isResting(model.sides().baseProperty().get())).isFalse();

            model.sides().askHub(Role.TUNED);

            assertThat(FarFiles.of(far).orElseThrow().isResting()).isFalse();
            place.until(() -> model.sides().tunedProperty().get() instanceof Side.Ready);
            assertThat(model.sides().tunedProperty().get().path()).contains(far);
        }
    }

    @Test
    void theTimeIsEstimatedBeforeItStartsAndFromWhatIsSaid() {
        core.rate = OptionalDouble.of(1e6);
        ready();
        model.timeAhead();
        place.until(() -> !model.timeAhead().isEmpty());
        assertThat(model.timeAhead()).startsWith("about ").contains("by a short read (1.0 MB/s)");
        place.workspace.update(state -> state.withChoice("extract.rate", "10"));
        place.settle();
        long bytes = model.pairProperty().get().check().bytesToRead();
        assertThat(bytes).isGreaterThan(10);
        assertThat(model.timeAhead())
                .startsWith("about " + Math.max(1, Math.round(bytes / 10.0)) + " s")
                .endsWith("as fast as the last one (10 bytes/s)");
    }

    @Test
    void whereItRunsIsSaidBeforeItStartsAndFollowsTheChoices() throws IOException {
        ready();
        assertThat(model.deviceAhead()).as("there is only the processor").isEmpty();
        place.devices.verdicts =
                work ->
                        work.bytesWritten() > 0 && place.devices.choice().isAutomatic()
                                ? new Verdict(
                                        Optional.empty(),
                                        "the disk is the limit: the CPU is as fast",
                                        work.bytesRead(),
                                        work.bytesRead())
                                : new Verdict(Optional.of(TestDevices.GPU), "as chosen", 2, 1);
        place.devices.machine = TestDevices.withGpu();
        place.devices.find();
        place.devices.tell();
        place.until(() -> !model.deviceAhead().isEmpty());
        assertThat(model.deviceAhead())
                .isEqualTo("runs on CPU · the disk is the limit: the CPU is as fast");
        place.devices.choose(DeviceChoice.of(TestDevices.GPU));
        place.devices.tell();
        place.until(() -> model.deviceAhead().equals("runs on GPU 0 · as chosen"));
        model.sides().choose(Role.TUNED, BASE);
        place.until(() -> !model.statusProperty().get().isReady());
        assertThat(model.deviceAhead()).isEmpty();
    }

    private static FileItem item(String id, Path path, Role role, Optional<String> base) {
        return new FileItem(id, path, id, role, base, Optional.empty());
    }

    @Test
    void opensFilledWhereTheLibraryLeavesOneChoice() {
        WorkspaceState one =
                WorkspaceState.EMPTY.withItems(
                        List.of(
                                item("b", BASE, Role.BASE, Optional.empty()),
                                item("t", TUNED, Role.TUNED, Optional.of("b"))));
        try (TestPlace other = new TestPlace(one);
                ExtractViewModel fresh = new ExtractViewModel(other.context(), core)) {
            fresh.shown();
            other.until(() -> fresh.statusProperty().get().isReady());
            assertThat(fresh.sides().baseProperty().get().path()).contains(BASE);
            assertThat(fresh.sides().tunedProperty().get().path()).contains(TUNED);
            assertThat(other.undo.toUndo()).as("no act of a person").isEmpty();
        }
    }

    @Test
    void fillsNothingThatThePersonChoseNorWhereThereIsAChoice() {
        Path second = TUNED.resolveSibling("mnli");
        WorkspaceState two =
                WorkspaceState.EMPTY.withItems(
                        List.of(
                                item("b", BASE, Role.BASE, Optional.empty()),
                                item("t", TUNED, Role.TUNED, Optional.of("b")),
                                item("u", second, Role.TUNED, Optional.of("b"))));
        try (TestPlace other = new TestPlace(two);
                ExtractViewModel fresh = new ExtractViewModel(other.context(), core)) {
            fresh.shown();
            other.settle();
            assertThat(fresh.sides().anythingChosen()).as("two to choose from").isFalse();
            fresh.sides().choose(Role.TUNED, second);
            other.until(() -> fresh.statusProperty().get().isReady());
            other.workspace.update(state -> state.without("u"));
            other.settle();
            fresh.shown();
            other.settle();
            assertThat(fresh.sides().tunedProperty().get().path()).contains(second);
        }
        Path otherBase = BASE.resolveSibling("other");
        try (TestPlace other = new TestPlace(two.without("u"));
                ExtractViewModel fresh = new ExtractViewModel(other.context(), core)) {
            fresh.sides().choose(Role.BASE, otherBase);
            fresh.shown();
            other.settle();
            assertThat(fresh.sides().tunedProperty().get())
                    .as("the pair has another base")
                    .isInstanceOf(Side.Nothing.class);
        }
    }

    @Test
    void whatComesWhileThePlaceIsShownFillsItToo() {
        try (TestPlace other = new TestPlace(WorkspaceState.EMPTY.withPlace("extract"));
                ExtractViewModel fresh = new ExtractViewModel(other.context(), core)) {
            fresh.shown();
            other.workspace.update(
                    state ->
                            state.withItems(
                                    List.of(
                                            item("b", BASE, Role.BASE, Optional.empty()),
                                            item("t", TUNED, Role.TUNED, Optional.of("b")))));
            other.until(() -> fresh.statusProperty().get().isReady());
            assertThat(fresh.sides().tunedProperty().get().path()).contains(TUNED);
        }
    }

    @Test
    void oneThatTheLibraryOnlyGetsToKnowNowBringsItsBaseThen() {
        FileItem base =
                new FileItem("b", BASE, "base", Role.BASE, Optional.empty(), Optional.empty());
        FileItem adapter =
                new FileItem("t", TUNED, "a", Role.ADAPTER, Optional.of("b"), Optional.empty());
        try (TestPlace other = new TestPlace(WorkspaceState.EMPTY.withItem(base));
                ExtractViewModel fresh = new ExtractViewModel(other.context(), core)) {
            fresh.sides().choose(Role.TUNED, TUNED);
            other.until(() -> fresh.sides().tunedProperty().get() instanceof Side.Ready);
            assertThat(fresh.sides().baseProperty().get()).isInstanceOf(Side.Nothing.class);
            other.workspace.update(state -> state.withItem(adapter));
            other.until(() -> fresh.statusProperty().get().isReady());
            assertThat(fresh.sides().baseProperty().get().path()).contains(BASE);
            assertThat(fresh.sides().name(TUNED, "fallback")).isEqualTo("a");
            assertThat(fresh.sides().candidates(Role.TUNED)).contains(adapter);
            assertThat(fresh.sides().candidates(Role.BASE)).doesNotContain(adapter);
        }
    }

    @Test
    void theSidesCanBeExchanged() {
        ready();
        model.sides().swap();
        ready();
        assertThat(model.sides().baseProperty().get().path()).contains(TUNED);
        assertThat(model.sides().tunedProperty().get().path()).contains(BASE);
    }

    private void ready() {
        place.until(() -> model.statusProperty().get().isReady());
    }

    /// Answers like the core, from memory.
    private static final class FakeCore implements ExtractionCore {
        private final List<Policies> asked = new CopyOnWriteArrayList<>();
        private final AtomicBoolean overwrote = new AtomicBoolean();
        private volatile Path broken = Path.of("nothing");
        private volatile Optional<Failure> refusal = Optional.empty();
        private volatile long free = 1L << 40;
        private volatile boolean exists;
        private volatile Optional<SideSums> sides =
                Optional.of(new SideSums(NonFinite.NONE, new NonFinite(1, 0), 99, 0.5));
        private volatile Optional<SideFacts> completed = Optional.empty();
        private volatile boolean failing;
        private volatile OptionalDouble rate = OptionalDouble.empty();

        @Override
        public OptionalDouble readRate(Path path) {
            return rate;
        }

        private final AtomicInteger waitingChecks = new AtomicInteger();
        private volatile CountDownLatch hold = new CountDownLatch(0);
        private volatile CountDownLatch holdCheck = new CountDownLatch(0);
        private volatile CountDownLatch holdInspect = new CountDownLatch(0);

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Policies lastPolicies() {
            return asked.isEmpty() ? Policies.DEFAULT : asked.getLast();
        }

        @Override
        public SideFacts inspectSide(Located side, Role role) throws IOException {
            Path path = side.path();
            await(holdInspect);
            if (FarFiles.of(path).filter(FarFiles::isResting).isPresent()) {
                throw Failure.of(FileProblem.NOT_READABLE, path, "it rests", "");
            }
            if (path.equals(broken)) {
                throw Failure.of(FileProblem.NOT_READABLE, path, "this is a Git LFS pointer", "");
            }
            return new SideFacts(
                    path,
                    String.valueOf(path.getFileName()),
                    "Llama",
                    "2 tensors",
                    List.of(
                            new ScopeViewModel.Item(
                                    new Placement("layers.0.q_proj", OptionalInt.of(0), Q, true),
                                    100),
                            new ScopeViewModel.Item(
                                    new Placement("lm_head", OptionalInt.empty(), HEAD, true),
                                    200)),
                    List.of());
        }

        @Override
        public CheckedPair check(Located base, Located tuned, Policies policies, Path output) {
            PairCheck check = pairCheck(policies);
            asked.add(policies);
            waitingChecks.incrementAndGet();
            await(holdCheck);
            waitingChecks.decrementAndGet();
            return new CheckedPair(check, 31, free, true, exists, completed);
        }

        private PairCheck pairCheck(Policies policies) {
            Tensor tensor = new Tensor("layers.0.q_proj", DType.BF16, Shape.of(10, 10));
            Placement placement = new Placement(tensor.name(), OptionalInt.of(0), Q, true);
            return new PairCheck(
                    List.of(
                            new Finding(
                                    Finding.Category.MATCHED,
                                    List.of("layers.0.q_proj", "lm_head"),
                                    "",
                                    "difference",
                                    false)),
                    Alignment.of(
                            new Alignment.Side(List.of(tensor), Optional.empty()),
                            new Alignment.Side(List.of(tensor), Optional.empty())),
                    List.of(new Match(tensor, tensor, tensor, placement)),
                    List.of(tensor),
                    policies,
                    List.of(),
                    Optional.empty(),
                    refusal);
        }

        @Override
        public Optional<Located> unquantised(Located quantised, List<Located> candidates) {
            return Optional.empty();
        }

        @Override
        public QuantizationError measure(
                Located quantised, Located exact, Progress progress, Cancellation cancellation) {
            throw new AssertionError("no test of this class measures a quantisation");
        }

        @Override
        public ExtractionResult extract(
                ExtractionRequest request, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException {
            await(hold);
            cancellation.check();
            if (failing) {
                throw Failure.of(FileProblem.NO_SPACE, request.output(), "the disk is full", "");
            }
            overwrote.set(request.overwrite());
            Histogram histogram = Histogram.of(Binning.BF16, new int[0], new long[0]);
            TensorProfile tensor =
                    new TensorProfile(
                            "layers.0.q_proj",
                            DType.BF16,
                            Shape.of(10, 10),
                            new NonFinite(1, 0),
                            0,
                            7,
                            25,
                            4,
                            histogram,
                            100,
                            sides);
            return new ExtractionResult(
                    request.output(),
                    new VectorProfile(List.of(tensor), Optional.empty(), "00"),
                    pairCheck(request.policies()).checked(),
                    400,
                    Duration.ofSeconds(2));
        }
    }
}

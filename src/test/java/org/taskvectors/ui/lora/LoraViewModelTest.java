package org.taskvectors.ui.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.lora.LoraGroup;
import org.taskvectors.extraction.lora.LoraMatrix;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class LoraViewModelTest {
    @TempDir private Path folder;
    private TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private FileItem vector = item(Path.of(""));
    private LoraViewModel model = new LoraViewModel(place.context(), place.core());

    @BeforeEach
    void prepare() {
        vector = item(TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 1));
        model.show(vector);
        place.until(() -> !model.scope().chips().isEmpty());
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static FileItem item(Path path) {
        return new FileItem("v", path, "sst2", Role.VECTOR, Optional.empty(), Optional.empty());
    }

    private void until(LoraViewModel.State state) {
        place.until(() -> model.stateProperty().get() == state);
    }

    @Test
    void suggestsAFolderBesideTheVector() {
        assertThat(model.target()).contains(folder.resolve("sst2-lora"));
        assertThat(model.isReady()).isTrue();
        assertThat(model.problemProperty().get()).isEmpty();
    }

    @Test
    void theTimeIsEstimatedBeforeItStartsAndFollowsRankAndScope() {
        assertThat(model.timeAhead()).isEqualTo("about a second, roughly");
        long weights = model.scope().coverageProperty().get().weights();
        model.rankProperty().set("36");
        place.workspace.update(
                state -> state.withChoice("lora.rate", String.valueOf(weights / 2.0)));
        place.settle();
        assertThat(model.timeAhead())
                .as("100 directions for each weight, of which half are done in a second")
                .isEqualTo("about 3 min 20 s, as fast as the last one");
        model.rankProperty().set("0");
        assertThat(model.timeAhead()).isEmpty();
    }

    @Test
    void makesTheAdapterAndTakesItIntoTheLibrary() {
        model.rankProperty().set("2");
        model.start(false);
        assertThat(model.isReady()).isFalse();
        until(LoraViewModel.State.DONE);
        assertThat(place.opened).containsExactly(folder.resolve("sst2-lora"));
        assertThat(folder.resolve("sst2-lora/adapter_model.safetensors")).exists();
        assertThat(model.result().orElseThrow().byLayer())
                .extracting(LoraGroup::label)
                .containsExactly("0", "1");
        assertThat(LoraOutcome.summary(model.result().orElseThrow()))
                .startsWith("4 modules, rank 2: the error is ");
        assertThat(LoraOutcome.leftOut(model.result().orElseThrow()))
                .contains("embeddings ", "no matrix (norms, biases) ");
    }

    @Test
    void asksBeforeAnAdapterIsReplaced() throws Exception {
        Path there = Files.createDirectories(folder.resolve("sst2-lora"));
        Files.writeString(there.resolve("adapter_config.json"), "{}");
        model.start(false);
        assertThat(model.stateProperty().get()).isEqualTo(LoraViewModel.State.ASKING);
        assertThat(place.jobs().unfinished()).isEmpty();
        model.start(true);
        until(LoraViewModel.State.DONE);
        assertThat(there.resolve("adapter_config.json")).content().contains("LORA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "", "1.5"})
    void aRankThatIsNoneIsSaid(String rank) {
        model.rankProperty().set(rank);
        assertThat(model.isReady()).isFalse();
        assertThat(model.problemProperty().get()).contains("whole number");
        model.start(false);
        assertThat(place.jobs().unfinished()).isEmpty();
        model.modeProperty().set(LoraViewModel.Mode.ENERGY);
        assertThat(model.isReady()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "x", "NaN"})
    void anEnergyThatIsNoneIsSaid(String energy) {
        model.modeProperty().set(LoraViewModel.Mode.ENERGY);
        model.energyProperty().set(energy);
        assertThat(model.problemProperty().get()).contains("percent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aNameThatIsNoneIsSaid(String name) {
        model.nameProperty().set(name);
        assertThat(model.isReady()).isFalse();
        assertThat(model.problemProperty().get()).contains("name");
    }

    @Test
    void aWholePathMayBeTypedForAName() {
        Path elsewhere = Path.of("elsewhere", "adapter").toAbsolutePath();
        model.nameProperty().set(elsewhere.toString());
        assertThat(model.target()).contains(elsewhere);
        Path folder = model.folderProperty().get();
        model.nameProperty().set("run1/adapter");
        assertThat(model.target()).contains(folder.resolve("run1").resolve("adapter"));
    }

    @Test
    void asksTheCoreForWhatWasChosen() {
        LoraRequest[] asked = new LoraRequest[1];
        LoraViewModel other =
                new LoraViewModel(
                        place.context(),
                        (order, _, _) -> {
                            asked[0] = order;
                            throw Failure.of(FileProblem.NO_SPACE, order.folder(), "full", "Free");
                        });
        other.show(vector);
        other.modeProperty().set(LoraViewModel.Mode.ENERGY);
        other.energyProperty().set("99,5");
        other.dtypeProperty().set(DType.BF16);
        other.nameProperty().set("small");
        other.baseNameProperty().set(" acme/llama ");
        other.start(false);
        place.until(() -> other.stateProperty().get() == LoraViewModel.State.FAILED);
        assertThat(asked[0])
                .isEqualTo(
                        new LoraRequest(
                                Located.of(vector.path()),
                                folder.resolve("small"),
                                new LoraRank.Energy(0.995, 256),
                                Scope.ALL,
                                DType.BF16,
                                Optional.of("acme/llama"),
                                false,
                                place.context().compute()));
        assertThat(other.problemProperty().get()).contains("full");
        other.nameProperty().set("other");
        assertThat(other.stateProperty().get()).isEqualTo(LoraViewModel.State.CHOOSING);
    }

    @Test
    void theScopeIsOfTheMatricesAndTakesTheHeadOnlyWhenAsked() throws Exception {
        place.until(() -> model.scope().chips().size() == 3);
        assertThat(model.scope().isChosen("head")).isFalse();
        assertThat(model.scope().coverageProperty().get().tensors()).isEqualTo(4);
        assertThat(model.scope().coverageProperty().get().allTensors()).isEqualTo(5);
        model.scope().modeProperty().set(ScopeViewModel.Mode.KINDS);
        assertThat(model.scope().isChosen("head")).isFalse();
        model.scope().choose("down_proj", false);
        model.scope().choose("head", true);
        model.rankProperty().set("2");
        model.start(false);
        until(LoraViewModel.State.DONE);
        assertThat(model.result().orElseThrow().matrices())
                .extracting(LoraMatrix::module)
                .containsExactly(
                        "model.layers.0.self_attn.q_proj",
                        "model.layers.1.self_attn.q_proj",
                        "lm_head");
        model.show(vector);
        place.until(() -> !model.scope().isChosen("head"));
        assertThat(model.scope().isChosen("feed-forward")).as("all of the layers again").isTrue();
    }

    @Test
    void theBasesNameIsThatOfThePairedBaseUntilSomebodyWritesOne() throws Exception {
        FileItem base =
                new FileItem(
                        "b",
                        folder.resolve("base"),
                        "tiny-llama",
                        Role.BASE,
                        Optional.empty(),
                        Optional.empty());
        FileItem paired = vector.withBase(Optional.of("b"));
        place.workspace.update(state -> state.withItem(base).withItem(paired));
        place.until(() -> place.context().state().get().items().size() == 2);
        model.show(paired);
        assertThat(model.baseNameProperty().get()).isEqualTo("tiny-llama");
        place.until(() -> !model.scope().chips().isEmpty());
        model.start(false);
        until(LoraViewModel.State.DONE);
        Path config = folder.resolve("sst2-lora/adapter_config.json");
        assertThat(config).content().contains("\"base_model_name_or_path\" : \"tiny-llama\"");
        model.show(paired);
        model.baseNameProperty().set("");
        model.start(true);
        until(LoraViewModel.State.DONE);
        assertThat(config).content().contains("\"base_model_name_or_path\" : null");
    }

    @Test
    void theBasesNameIsWhatTheVectorSaysWhereItSaysOne() {
        LoraCore core =
                new LoraCore() {
                    @Override
                    public LoraResult extract(LoraRequest order, Progress p, Cancellation c)
                            throws Failure {
                        throw Failure.of(FileProblem.NO_SPACE, order.folder(), "full", "");
                    }

                    @Override
                    public Known inspect(Located source) {
                        return new Known(List.of(), Optional.of("meta-llama/Llama-3.1-8B"));
                    }
                };
        LoraViewModel other = new LoraViewModel(place.context(), core);
        other.show(vector);
        place.until(() -> other.baseNameProperty().get().equals("meta-llama/Llama-3.1-8B"));
        other.baseNameProperty().set("mine");
        other.show(vector);
        place.until(() -> other.baseNameProperty().get().equals("meta-llama/Llama-3.1-8B"));
    }

    @Test
    void aVectorThatCannotBeOpenedIsSaidBeforeAnythingRuns() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.safetensors"), "<html></html>");
        model.show(item(broken));
        place.until(() -> !model.problemProperty().get().isEmpty());
        assertThat(model.problemProperty().get()).contains("web page");
        assertThat(model.isReady()).isFalse();
        model.show(vector);
        assertThat(model.isReady()).isTrue();
    }

    @Test
    void aCancelledOneSaysThatNothingIsLeft() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        LoraViewModel other =
                new LoraViewModel(place.context(), (_, progress, c) -> wait(begun, progress, c));
        other.show(vector);
        other.start(false);
        begun.await();
        other.cancel();
        place.until(() -> other.stateProperty().get() == LoraViewModel.State.CHOOSING);
        assertThat(other.problemProperty().get()).contains("nothing was left");
        assertThat(place.opened).isEmpty();
    }

    private static org.taskvectors.extraction.lora.LoraResult wait(
            CountDownLatch begun, Progress progress, Cancellation cancellation)
            throws org.taskvectors.job.CancelledException {
        progress.begin(1);
        begun.countDown();
        while (true) {
            cancellation.check();
            Patience.pause();
        }
    }

    @Test
    void theJobGoesOnWhenThePanelIsPutAway() {
        model.start(false);
        model.hide();
        place.until(() -> !place.opened.isEmpty());
        assertThat(model.vectorProperty().get()).isEmpty();
    }
}

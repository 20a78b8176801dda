package org.taskvectors.ui.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.extraction.lora.LoraGroup;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class LoraModelTest {
    @TempDir private Path folder;
    private TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private Item vector = item(Path.of(""));
    private LoraModel model = new LoraModel(place.context());

    @BeforeEach
    void prepare() {
        vector = item(TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 1));
        model.show(vector);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static Item item(Path path) {
        return new Item("v", path, "sst2", Role.VECTOR, Optional.empty(), Optional.empty());
    }

    private void until(LoraModel.State state) {
        place.until(() -> model.stateProperty().get() == state);
    }

    @Test
    void suggestsAFolderBesideTheVector() {
        assertThat(model.target()).contains(folder.resolve("sst2-lora"));
        assertThat(model.isReady()).isTrue();
        assertThat(model.problemProperty().get()).isEmpty();
    }

    @Test
    void makesTheAdapterAndTakesItIntoTheLibrary() {
        model.rankProperty().set("2");
        model.start(false);
        assertThat(model.isReady()).isFalse();
        until(LoraModel.State.DONE);
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
        assertThat(model.stateProperty().get()).isEqualTo(LoraModel.State.ASKING);
        assertThat(place.jobs().unfinished()).isEmpty();
        model.start(true);
        until(LoraModel.State.DONE);
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
        model.modeProperty().set(LoraModel.Mode.ENERGY);
        assertThat(model.isReady()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "x", "NaN"})
    void anEnergyThatIsNoneIsSaid(String energy) {
        model.modeProperty().set(LoraModel.Mode.ENERGY);
        model.energyProperty().set(energy);
        assertThat(model.problemProperty().get()).contains("percent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\\b"})
    void aNameThatIsNoneIsSaid(String name) {
        model.nameProperty().set(name);
        assertThat(model.isReady()).isFalse();
        assertThat(model.problemProperty().get()).contains("name");
    }

    @Test
    void asksTheCoreForWhatWasChosen() {
        LoraCore.Order[] asked = new LoraCore.Order[1];
        LoraModel other =
                new LoraModel(
                        place.context(),
                        (order, _, _) -> {
                            asked[0] = order;
                            throw Failure.of(FileProblem.NO_SPACE, order.folder(), "full", "Free");
                        });
        other.show(vector);
        other.modeProperty().set(LoraModel.Mode.ENERGY);
        other.energyProperty().set("99,5");
        other.dtypeProperty().set(DType.BF16);
        other.nameProperty().set("small");
        other.start(false);
        place.until(() -> other.stateProperty().get() == LoraModel.State.FAILED);
        assertThat(asked[0])
                .isEqualTo(
                        new LoraCore.Order(
                                vector.path(),
                                Optional.empty(),
                                Optional.empty(),
                                folder.resolve("small"),
                                new LoraRank.Energy(0.995, 256),
                                DType.BF16,
                                false));
        assertThat(other.problemProperty().get()).contains("full");
        other.nameProperty().set("other");
        assertThat(other.stateProperty().get()).isEqualTo(LoraModel.State.CHOOSING);
    }

    @Test
    void aCancelledOneSaysThatNothingIsLeft() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        LoraModel other =
                new LoraModel(place.context(), (_, progress, c) -> wait(begun, progress, c));
        other.show(vector);
        other.start(false);
        begun.await();
        other.cancel();
        place.until(() -> other.stateProperty().get() == LoraModel.State.CHOOSING);
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
            Thread.onSpinWait();
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

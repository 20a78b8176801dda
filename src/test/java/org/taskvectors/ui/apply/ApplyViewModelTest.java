package org.taskvectors.ui.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.hub.HubEnvironment;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.saving.Target;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.vector.Scale;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class ApplyViewModelTest {
    @TempDir private Path folder;

    private FileItem item(String id, String name, Role role, Optional<String> base) {
        return new FileItem(id, folder.resolve(name), name, role, base, Optional.empty());
    }

    private final ApplyRequest[] asked = new ApplyRequest[1];
    private TestPlace place;

    private ApplyViewModel model() {
        WorkspaceState state =
                WorkspaceState.EMPTY
                        .withItem(item("b", "base model", Role.BASE, Optional.empty()))
                        .withItem(item("o", "other", Role.TUNED, Optional.empty()))
                        .withItem(item("s", "sst2.safetensors", Role.VECTOR, Optional.of("b")))
                        .withItem(item("m", "mnli.pth", Role.VECTOR, Optional.empty()))
                        .withItem(item("a", "adapter", Role.ADAPTER, Optional.empty()));
        place = new TestPlace(state);
        return new ApplyViewModel(
                place.context(),
                (request, _, _) -> {
                    asked[0] = request;
                    throw Failure.of(FileProblem.NO_SPACE, request.target().path(), "full", "");
                });
    }

    @AfterEach
    void close() {
        place.close();
    }

    private FileItem of(String id) {
        return place.workspace.state().file(id).orElseThrow();
    }

    /// Nothing tells that any model of the library is the base of this one.
    @Test
    void aBaseThatNothingNamesIsForAPersonToChoose() {
        ApplyViewModel model = model();
        model.show(of("m"));
        assertThat(model.baseProperty().get()).isEmpty();
        assertThat(model.isReady()).isFalse();
        assertThat(model.problemProperty().get()).contains("Choose the model");
    }

    @Test
    void asksForWhatWasChosenInItsOrder() {
        ApplyViewModel model = model();
        model.show(of("s"));
        assertThat(model.baseProperty().get()).map(FileItem::id).contains("b");
        assertThat(model.addable()).extracting(FileItem::id).containsExactly("m", "a");
        model.add(of("m"));
        assertThat(model.addable()).extracting(FileItem::id).containsExactly("a");
        assertThat(model.nameProperty().get()).isEqualTo("base-model+sst2+mnli");
        model.terms().get(0).lambdaProperty().set(" 0,5 ");
        model.terms().get(1).lambdaProperty().set("−2");
        model.dtypeProperty().set(OutputDType.FLOAT32);
        model.profileProperty().set(true);
        model.folderProperty().set(folder);

        model.start();

        place.until(() -> model.stateProperty().get() == ApplyViewModel.State.FAILED);
        assertThat(model.problemProperty().get()).contains("full");
        assertThat(asked[0].base().path()).isEqualTo(of("b").path());
        assertThat(asked[0].vectors())
                .extracting(applied -> applied.vector().path())
                .containsExactly(of("s").path(), of("m").path());
        assertThat(asked[0].vectors())
                .extracting(applied -> ((Scale.Constant) applied.scale()).lambda())
                .containsExactly(0.5, -2.0);
        assertThat(asked[0].dtype()).isEqualTo(OutputDType.FLOAT32);
        assertThat(asked[0].isProfiled()).isTrue();
        assertThat(asked[0].target())
                .isEqualTo(new Target.Folder(folder.resolve("base-model+sst2+mnli")));
    }

    /// Files of 2 MB each: two are read and, as float32, 4 MB are written.
    @Test
    void theTimeIsEstimatedBeforeItStarts() {
        WorkspaceState state = WorkspaceState.EMPTY;
        for (String id : List.of("b", "s")) {
            Role role = id.equals("b") ? Role.BASE : Role.VECTOR;
            state = state.withItem(item(id, id, role, Optional.of("b")).withFacts(twoMegabytes()));
        }
        place = new TestPlace(state);
        ApplyViewModel model =
                new ApplyViewModel(
                        place.context(),
                        new ApplyCore() {
                            @Override
                            public ApplyResult apply(
                                    ApplyRequest request, Progress p, Cancellation c) {
                                throw new AssertionError("nothing is saved here");
                            }

                            @Override
                            public OptionalDouble readRate(Path path) {
                                return OptionalDouble.of(1e6);
                            }
                        });
        assertThat(model.timeAheadProperty().get()).isEmpty();
        model.show(of("s"));
        place.until(() -> !model.timeAheadProperty().get().isEmpty());
        assertThat(model.timeAheadProperty().get())
                .isEqualTo("about 6 s at least, by a short read (1.0 MB/s)");
        model.dtypeProperty().set(OutputDType.FLOAT32);
        assertThat(model.timeAheadProperty().get()).startsWith("about 8 s at least");
        place.workspace.update(now -> now.withChoice("apply.rate", "1000"));
        place.settle();
        model.dtypeProperty().set(OutputDType.SOURCE);
        assertThat(model.timeAheadProperty().get())
                .isEqualTo("about 1 h 6 min, as fast as the last one (1.0 kB/s)");
    }

    @Test
    void whatLiesOnAHubIsNotReadToTellHowLongItTakes() throws Exception {
        HubModels hub =
                new HubModels(() -> new HubEnvironment(Map.of(), Path.of("target")).settings());
        FileItem far =
                new FileItem(
                                "b",
                                hub.saved().path("hf:org/name"),
                                "b",
                                Role.BASE,
                                Optional.empty(),
                                Optional.empty())
                        .withFacts(twoMegabytes());
        FileItem vector = item("s", "s", Role.VECTOR, Optional.of("b")).withFacts(twoMegabytes());
        List<Path> read = new CopyOnWriteArrayList<>();
        place = new TestPlace(WorkspaceState.EMPTY.withItems(List.of(far, vector)));
        ApplyViewModel model =
                new ApplyViewModel(
                        place.context(),
                        new ApplyCore() {
                            @Override
                            public ApplyResult apply(
                                    ApplyRequest request, Progress p, Cancellation c) {
                                throw new AssertionError("nothing is saved here");
                            }

                            @Override
                            public OptionalDouble readRate(Path path) {
                                read.add(path);
                                return OptionalDouble.of(1e6);
                            }
                        });
        // What the disk gave says nothing of the network.
        place.workspace.update(now -> now.withChoice("apply.rate", "1000"));
        place.settle();
        model.show(of("s"));
        place.settle();

        assertThat(model.timeAheadProperty().get()).isEqualTo("weights come over the network");
        assertThat(read).isEmpty();
        place.workspace.update(now -> now.withChoice("apply.far.rate", "1000"));
        place.settle();
        model.dtypeProperty().set(OutputDType.FLOAT32);
        model.dtypeProperty().set(OutputDType.SOURCE);
        assertThat(model.timeAheadProperty().get())
                .isEqualTo("about 1 h 6 min, as fast as the last one over the network (1.0 kB/s)");
        hub.close();
    }

    private static Facts twoMegabytes() {
        return new Facts(
                "safetensors file",
                "Llama",
                1_000_000,
                List.of("bfloat16"),
                2_000_000,
                1,
                2,
                20,
                "",
                "",
                List.of());
    }

    @Test
    void aNameThatEndsAsAFileGivesOne() {
        ApplyViewModel model = model();
        model.show(of("s"));
        model.folderProperty().set(folder);
        model.nameProperty().set("sum.pth");
        model.start();
        place.until(() -> asked[0] != null);
        assertThat(asked[0].target())
                .isInstanceOfSatisfying(
                        Target.SingleFile.class,
                        file -> {
                            assertThat(file.path()).isEqualTo(folder.resolve("sum.pth"));
                            assertThat(file.format().ending()).isEqualTo(".pth");
                        });
    }

    @Test
    void saysWhatIsMissing() {
        ApplyViewModel model = model();
        model.show(of("s"));
        assertThat(model.isReady()).isTrue();
        model.terms().getFirst().lambdaProperty().set("much");
        assertThat(model.problemProperty().get()).contains("number");
        model.terms().getFirst().lambdaProperty().set("1e39");
        assertThat(model.isReady()).isFalse();
        model.terms().getFirst().lambdaProperty().set("0");
        assertThat(model.isReady()).isTrue();
        model.nameProperty().set(" ");
        assertThat(model.problemProperty().get()).contains("name");
        model.nameProperty().set("x");
        model.remove(model.terms().getFirst());
        assertThat(model.problemProperty().get()).contains("Add a vector");
        model.add(of("a"));
        model.baseProperty().set(Optional.empty());
        assertThat(model.problemProperty().get()).contains("Choose the model");
        assertThat(model.isReady()).isFalse();
        model.start();
        assertThat(place.jobs().unfinished()).isEmpty();
    }

    @Test
    void aModelOfTheLibraryIsNeeded() {
        model();
        WorkspaceState state = place.workspace.state();
        assertThat(ApplyViewModel.isPossible(state, "s")).isTrue();
        assertThat(ApplyViewModel.isPossible(state, "b")).isFalse();
        assertThat(ApplyViewModel.isPossible(state.without("b").without("o"), "s")).isFalse();
    }

    @Test
    void namesThatAreTakenAreNotSuggested() throws Exception {
        ApplyViewModel model = model();
        java.nio.file.Files.createDirectories(folder.resolve("base-model+sst2/x"));
        model.show(of("s"));
        assertThat(model.nameProperty().get()).isEqualTo("base-model+sst2-2");
        assertThat(List.of(model.target().orElseThrow().getParent())).containsExactly(folder);
    }
}

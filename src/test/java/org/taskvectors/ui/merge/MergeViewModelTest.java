package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.PreviewSample;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.Fill;
import org.taskvectors.ui.Merges;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// The place without a window, on the core itself.
class MergeViewModelTest {
    @TempDir private Path folder;
    private TestPlace place;
    private MergeViewModel model;
    private final List<FileItem> tried = new ArrayList<>();

    @BeforeEach
    void make() throws IOException, CancelledException {
        MadeMerge made = new MadeMerge(folder);
        place = new TestPlace(made.library());
        model = model(new Merges("Program 1", made.store()));
    }

    private MergeViewModel model(MergeCore core) {
        return new MergeViewModel(place.context(), core, tried::add);
    }

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    private FileItem item(String id) {
        return place.workspace.state().file(id).orElseThrow();
    }

    private MergeForm form() {
        return model.choices().formProperty().get();
    }

    private void begin() {
        model.choices().begin(item(MadeMerge.BASE));
        place.settle();
        model.inSight();
        place.until(() -> model.wrong().isEmpty());
    }

    @Test
    void whatIsMissingIsSaid() {
        model.inSight();
        assertThat(model.wrong()).contains("Choose the base");
        model.choices().chooseBase(item(MadeMerge.BASE));
        place.settle();
        assertThat(model.wrong()).isEqualTo("Add a vector.");
        assertThat(model.choices().candidates())
                .extracting(FileItem::id)
                .containsExactly(MadeMerge.SST, MadeMerge.MNLI, MadeMerge.TUNED);
        model.choices().add(item(MadeMerge.SST));
        model.choices().act("SLERP", now -> now.withMethod("slerp"));
        place.settle();
        assertThat(model.wrong()).isEqualTo("SLERP takes at least 2 vectors.");
        model.choices().add(item(MadeMerge.MNLI));
        place.settle();
        place.until(() -> model.wrong().isEmpty());
    }

    @Test
    void everyChangeIsTakenBackAndAllOfItIsKept() {
        begin();
        model.choices().act("TIES", now -> now.withMethod("ties"));
        model.choices().change("weight of SST-2", now -> now.withWeight(0, 0.5));
        place.settle();
        MergeForm before = form();
        Parameter density =
                before.parameters().stream()
                        .filter(p -> p.name().equals("density"))
                        .findFirst()
                        .orElseThrow();
        model.choices().change("density", now -> now.withValue(density, 0.4));
        place.settle();
        assertThat(form().value(density)).isEqualTo(0.4);
        place.undo.undo();
        place.settle();
        assertThat(form()).isEqualTo(before);
        // The next start reads the same form.
        MergeViewModel next = model(new Merges("Program 1", new MadeMerge(folder).store()));
        assertThat(next.choices().formProperty().get()).isEqualTo(before);
        next.close();
    }

    @Test
    void whatLeavesTheLibraryLeavesTheForm() {
        begin();
        place.workspace.update(state -> state.without(MadeMerge.MNLI));
        place.settle();
        assertThat(form().parts()).extracting(MergePart::item).containsExactly(MadeMerge.SST);
    }

    @Test
    void savesAModelThatLandsInTheLibraryWithItsBase() throws IOException {
        begin();
        model.choices().change("weight of SST-2", now -> now.withWeight(0, 0.5));
        place.settle();
        assertThat(model.suggestedName()).isEqualTo("SST-2-MNLI-task-arithmetic");
        Path target = model.target().orElseThrow();
        model.start();
        place.until(() -> model.doneProperty().get().isPresent());
        place.settle();
        assertThat(model.doneProperty().get().orElseThrow().base()).isEqualTo("base");
        FileItem landed = place.workspace.state().fileAt(target).orElseThrow();
        assertThat(landed.role()).isEqualTo(Role.TUNED);
        assertThat(landed.base()).contains(MadeMerge.BASE);
        assertThat(place.opened).containsExactly(target);

        // base + 0.5 τ + 1 τ, added in float32 in this order.
        float[] base = MadeMerge.weights(folder.resolve("base.safetensors"));
        double[] one =
                MadeMerge.change(
                        folder.resolve("base.safetensors"),
                        folder.resolve("sst2-tuned.safetensors"));
        double[] two =
                MadeMerge.change(
                        folder.resolve("base.safetensors"),
                        folder.resolve("mnli-tuned.safetensors"));
        try (var files = Files.list(target)) {
            Path weights =
                    files.filter(file -> file.toString().endsWith(".safetensors"))
                            .findFirst()
                            .orElseThrow();
            double sum = 0;
            for (float value : MadeMerge.weights(weights)) {
                sum += value;
            }
            double expected = 0;
            for (int i = 0; i < base.length; i++) {
                expected += base[i] + 0.5 * one[i] + two[i];
            }
            assertThat(sum).isCloseTo(expected, within(1e-3));
        }

        // The next one has another name.
        place.until(() -> model.suggestedName().equals("SST-2-MNLI-task-arithmetic-2"));
        model.tryOut(model.doneProperty().get().orElseThrow().path());
        assertThat(tried).containsExactly(landed);
        model.extract(model.doneProperty().get().orElseThrow());
        assertThat(place.workspace.state().choice(ExtractPair.TUNED, ""))
                .isEqualTo(target.toString());
        assertThat(place.shown).contains("extract");
    }

    @Test
    void whatIsThereAlreadyIsNotReplaced() throws IOException {
        begin();
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken);
        Files.writeString(taken.resolve("mine.txt"), "mine");
        model.choices().change("name", now -> now.withOutput(to -> to.withName("taken")));
        place.settle();
        place.until(() -> model.wrong().contains("already"));
        model.start();
        assertThat(model.runningProperty().get()).isEmpty();
        assertThat(taken.toFile().list()).containsExactly("mine.txt");
    }

    @Test
    void othersShapesFailBeforeTheButton() {
        begin();
        model.choices().add(item(MadeMerge.OTHER));
        place.settle();
        place.until(
                () ->
                        model.checkedProperty().get().stream()
                                .flatMap(found -> found.checks().stream())
                                .anyMatch(check -> check.kind() == Check.Kind.FAILS));
        assertThat(model.checkedProperty().get().orElseThrow().isGood()).isFalse();
        assertThat(model.wrong()).contains("it is 6 × 4");
        model.start();
        assertThat(model.runningProperty().get()).isEmpty();
    }

    @Test
    void modelsAreMixedWithoutABase() {
        model.choices().act("Models", now -> now.withSpace(Space.MODELS).withMethod("slerp"));
        model.choices().add(item(MadeMerge.BASE));
        model.choices().add(item(MadeMerge.TUNED));
        place.settle();
        model.inSight();
        place.until(() -> model.wrong().isEmpty());
        assertThat(model.preview().isPossible()).isFalse();
        Path target = model.target().orElseThrow();
        model.start();
        place.until(() -> model.doneProperty().get().isPresent());
        place.settle();
        // Both belong to one base.
        assertThat(place.workspace.state().fileAt(target).orElseThrow().base())
                .contains(MadeMerge.BASE);
    }

    @Test
    void thePreviewFollowsTheForm() {
        begin();
        place.until(() -> norm().isPresent());
        double before = norm().orElseThrow();
        assertThat(model.preview().outdatedProperty().get()).isFalse();
        model.choices().change("weight of SST-2", now -> now.withWeight(0, 0));
        place.until(() -> norm().isPresent() && norm().orElseThrow() < before);
        assertThat(model.preview().outdatedProperty().get()).isFalse();
        // Every weight of so small a model is in the sample, so that it is exact.
        double sampled = norm().orElseThrow();
        model.startPreview();
        place.until(() -> model.preview().runningProperty().get().isEmpty());
        place.settle();
        assertThat(norm()).hasValue(sampled);
        place.undo.undo();
        place.until(() -> norm().isPresent() && norm().orElseThrow() == before);
        // What is merged is another thing now, and so is its sample.
        model.choices().act("Remove", now -> now.without(1));
        place.until(
                () ->
                        model.preview()
                                .numbersProperty()
                                .get()
                                .filter(one -> one.ingredients().size() == 1)
                                .isPresent());
    }

    private OptionalDouble norm() {
        place.settle();
        return model.preview().numbersProperty().get().stream()
                .mapToDouble(numbers -> numbers.rows().getFirst().norm())
                .findFirst();
    }

    @Test
    void theRecipeIsKeptAsAnItem() {
        begin();
        model.choices().act("TIES", now -> now.withMethod("ties"));
        model.choices()
                .change("curve", now -> now.withPart(0, p -> p.with(l -> l.withLevelCurve(2))));
        model.choices()
                .change(
                        "modules",
                        now ->
                                now.withPart(
                                        1,
                                        p ->
                                                p.with(
                                                        l ->
                                                                l.withFamilies(
                                                                        Set.of(
                                                                                ModuleFamily
                                                                                        .ATTENTION)))));
        place.until(
                () -> {
                    place.settle();
                    return model.recipe().text().contains("filter: self_attn")
                            || model.recipe().text().contains("filter: mlp");
                });
        assertThat(model.recipe().text())
                .contains("merge_method: workbench.ties")
                .contains("SST-2.safetensors");
        List<FileItem> kept = new ArrayList<>();
        model.keepRecipe(kept::add);
        place.until(
                () -> {
                    place.settle();
                    return !kept.isEmpty();
                });
        FileItem item = kept.getFirst();
        assertThat(item.role()).isEqualTo(Role.VECTOR);
        assertThat(item.base()).contains(MadeMerge.BASE);
        assertThat(item.path()).isRegularFile();
        assertThat(item.name()).isEqualTo("SST-2-MNLI-ties");
        // Looked at again, it is the same recipe, and is not kept twice.
        place.until(
                () -> {
                    place.settle();
                    return model.wrong().isEmpty();
                });
        model.keepRecipe(kept::add);
        assertThat(kept).hasSize(2).containsOnly(item);
        // It is the merge: what it is read as is what would be written.
        place.undo.undo();
        place.settle();
        assertThat(place.workspace.state().fileAt(item.path())).isEmpty();
    }

    @Test
    void tokensThatDifferAreMatchedWhereThatIsChosen() {
        Path golden =
                Path.of(System.getProperty("taskvectors.home", "."))
                        .resolve("src/test/resources/golden/merge/words");
        for (String name : List.of("chat", "math")) {
            place.workspace.update(
                    state ->
                            state.withItem(
                                    new FileItem(
                                            name,
                                            golden.resolve(name),
                                            name,
                                            Role.TUNED,
                                            Optional.empty(),
                                            Optional.empty())));
        }
        place.settle();
        model.choices().act("Models", now -> now.withSpace(Space.MODELS).withMethod("linear"));
        model.choices().add(item("chat"));
        model.choices().add(item("math"));
        model.choices()
                .act("folder", now -> now.withOutput(to -> to.withFolder(folder.toString())));
        place.settle();
        model.inSight();
        place.until(
                () -> {
                    place.settle();
                    return model.checkedProperty().get().isPresent()
                            && model.wrong().contains("tokens");
                });
        model.choices()
                .act(
                        "Tokens",
                        now ->
                                now.withTokens(
                                        new MergeTokens(MergeTokens.Source.UNION, Fill.OTHERS)));
        place.until(
                () -> {
                    place.settle();
                    return model.wrong().isEmpty() && model.recipe().text().contains("union");
                });
        Path target = model.target().orElseThrow();
        model.start();
        place.until(() -> model.doneProperty().get().isPresent());
        assertThat(target.resolve("tokenizer.json")).isRegularFile();
    }

    @Test
    void aVectorLandsAsOne() {
        begin();
        model.choices()
                .act("vector", now -> now.withOutput(to -> to.withKind(MergeOutput.Kind.VECTOR)));
        place.settle();
        place.until(() -> model.wrong().isEmpty());
        Path target = model.target().orElseThrow();
        assertThat(target.getFileName()).hasToString("SST-2-MNLI-task-arithmetic.safetensors");
        model.start();
        place.until(() -> model.doneProperty().get().isPresent());
        place.settle();
        FileItem landed = place.workspace.state().fileAt(target).orElseThrow();
        assertThat(landed.role()).isEqualTo(Role.VECTOR);
        assertThat(landed.name()).isEqualTo("SST-2-MNLI-task-arithmetic");
        model.compare(model.doneProperty().get().orElseThrow().path());
        assertThat(place.workspace.state().ticked()).contains(landed.id());
        assertThat(place.shown).contains("compare");
    }

    /// A core that waits until it is cancelled.
    private static final class Endless implements MergeCore {
        @Override
        public CheckedMerge check(MergeRequest request) throws IOException {
            return new Merges("Program 1", new ProfileStore(Path.of("target", "test-profiles")))
                    .check(request);
        }

        @Override
        public ApplyResult merge(MergeRequest request, Progress progress, Cancellation cancellation)
                throws CancelledException {
            while (true) {
                cancellation.check();
                Thread.onSpinWait();
            }
        }

        @Override
        public MergePreview preview(
                MergeRequest request, Progress progress, Cancellation cancellation)
                throws IOException {
            throw Failure.of(FileProblem.NO_SPACE, null, "too large", "");
        }

        @Override
        public PreviewSample sample(
                MergeRequest request, Progress progress, Cancellation cancellation)
                throws IOException {
            throw Failure.of(FileProblem.NO_SPACE, null, "no sample", "");
        }

        @Override
        public Optional<String> recipe(MergeRequest request, Path folder) {
            return Optional.empty();
        }

        @Override
        public String text(Path recipe) {
            return "";
        }

        @Override
        public RecipeMerge reading(String text, Path folder, Reach allowed) throws IOException {
            throw Failure.of(FileProblem.NO_SPACE, null, "no recipe", "");
        }

        @Override
        public Path keep(String recipe, Path file) {
            return file;
        }
    }

    @Test
    void aMergeIsCancelledAndAFailureIsSaid() {
        model.close();
        model = model(new Endless());
        begin();
        model.start();
        assertThat(model.runningProperty().get()).isPresent();
        assertThat(model.wrong()).isEqualTo("A merge is being saved.");
        model.cancel();
        place.until(() -> model.runningProperty().get().isEmpty());
        assertThat(model.failureProperty().get()).contains("Cancelled");
        place.until(() -> model.wrong().isEmpty());
        model.startPreview();
        place.until(() -> model.preview().failureProperty().get().contains("too large"));
        assertThat(model.preview().numbersProperty().get()).isEqualTo(Optional.empty());
    }
}

package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.Merges;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// Recipes that are opened again, as forms and as text, on the core itself.
class RecipeOpeningTest {
    @TempDir private Path folder;
    private TestPlace place;
    private MergeViewModel model;
    private final List<FileItem> tried = new ArrayList<>();

    @BeforeEach
    void make() throws IOException, CancelledException {
        MadeMerge made = new MadeMerge(folder);
        place = new TestPlace(made.library());
        model =
                new MergeViewModel(
                        place.context(), new Merges("Program 1", made.store()), tried::add);
        model.inSight();
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

    private Asking asking() {
        return model.choices().askingProperty().get();
    }

    private void until(BooleanSupplier condition) {
        place.until(
                () -> {
                    place.settle();
                    return condition.getAsBoolean();
                });
    }

    private void begin(UnaryOperator<MergeForm> change) {
        model.choices().begin(item(MadeMerge.BASE));
        place.settle();
        model.choices().act("change", change);
        place.settle();
        until(() -> model.wrong().isEmpty() && !model.recipe().text().isEmpty());
    }

    private static MergeForm with(MergeForm form, String parameter, double value) {
        Parameter found =
                form.parameters().stream()
                        .filter(one -> one.name().equals(parameter))
                        .findFirst()
                        .orElseThrow();
        return form.withValue(found, value);
    }

    private static MergeForm each(MergeForm form, String parameter) {
        Parameter found =
                form.parameters().stream()
                        .filter(one -> one.name().equals(parameter))
                        .findFirst()
                        .orElseThrow();
        return form.withEach(found, true)
                .withPart(1, part -> part.withOwn(form.method(), found, OptionalDouble.of(0.7)));
    }

    private static UnaryOperator<MergeForm> change(String what) {
        return switch (what) {
            case "weights" -> form -> form.withWeight(0, -0.25).withWeight(1, 1.75);
            case "ties" -> form -> with(form.withMethod("ties"), "density", 0.35);
            case "each" -> form -> each(form.withMethod("ties"), "density");
            case "seed" -> form -> form.withMethod("dare_ties").withSeed(42);
            case "lines" -> form -> form.withLines(Optional.of(new Lines(0.4, 0.9)));
            case "curve" ->
                    form ->
                            form.withPart(
                                    0,
                                    part ->
                                            new MergePart(
                                                    part.item(),
                                                    new Knob(
                                                            1.5,
                                                            0,
                                                            Integer.MAX_VALUE,
                                                            Set.of(ModuleFamily.values()),
                                                            List.of(
                                                                    new Knob.Point(0, 0.5),
                                                                    new Knob.Point(1, 2))),
                                                    Map.of()));
            case "range" ->
                    form ->
                            form.withPart(
                                    1,
                                    part ->
                                            new MergePart(
                                                    part.item(),
                                                    new Knob(
                                                            0.5,
                                                            1,
                                                            Integer.MAX_VALUE,
                                                            Set.of(ModuleFamily.values()),
                                                            List.of()),
                                                    Map.of()));
            case "modules" ->
                    form ->
                            form.withPart(
                                    0,
                                    part ->
                                            new MergePart(
                                                    part.item(),
                                                    new Knob(
                                                            0.5,
                                                            0,
                                                            Integer.MAX_VALUE,
                                                            Knob.families(true, false, false),
                                                            List.of()),
                                                    Map.of()));
            case "dtype" -> form -> form.withOutput(to -> to.withDtype(OutputDType.BFLOAT16));
            default -> throw new IllegalArgumentException(what);
        };
    }

    /// A form that is kept as a recipe, and opened again after other things, asks for the same.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "weights", "ties", "each", "seed", "lines", "curve", "range", "modules", "dtype"
            })
    void aFormComesBackFromItsRecipe(String what) {
        begin(change(what));
        String text = model.recipe().text();
        List<FileItem> kept = new ArrayList<>();
        model.keepRecipe(kept::add);
        until(() -> !kept.isEmpty());
        model.choices().begin(item(MadeMerge.BASE));
        model.choices().act("other", now -> now.withMethod("slerp").withPartial(true));
        place.settle();
        model.openRecipe(kept.getFirst());
        until(() -> model.recipe().text().equals(text));
        assertThat(model.opening().noteProperty().get()).isEmpty();
        assertThat(asking().isWritten()).isFalse();
        assertThat(place.shown).contains("merge");
        // It is that item, and is not kept twice.
        model.keepRecipe(kept::add);
        assertThat(kept).hasSize(2).containsOnly(kept.getFirst());
        place.undo.undo();
        place.settle();
        assertThat(form().method().id()).isEqualTo("slerp");
    }

    @Test
    void whatNoFormSaysStaysATextAndIsMerged() throws IOException {
        Path recipe =
                Files.writeString(
                        folder.resolve("stacked.yml"),
                        """
                        # two layers twice
                        merge_method: passthrough
                        slices:
                          - sources:
                              - model: ./base.safetensors
                                layer_range: [0, 2]
                          - sources:
                              - model: ./sst2-tuned.safetensors
                                layer_range: [0, 2]
                        """);
        place.workspace.update(
                state ->
                        state.withItem(
                                new FileItem(
                                        "r",
                                        recipe,
                                        "stacked",
                                        Role.TUNED,
                                        Optional.empty(),
                                        Optional.empty())));
        place.settle();
        model.openRecipe(item("r"));
        until(() -> asking().isWritten() && model.wrong().isEmpty());
        assertThat(model.opening().noteProperty().get()).contains("puts layers of models together");
        assertThat(asking().written().orElseThrow().text()).startsWith("# two layers twice");
        until(() -> model.recipe().meaning().isPresent());
        assertThat(model.recipe().meaning().orElseThrow().rows())
                .extracting(row -> row.layers())
                .contains("0–1", "2–3");
        assertThat(model.isOfVectors()).isFalse();
        assertThat(model.recipe().kept()).contains(recipe);
        Path target = model.target().orElseThrow();
        assertThat(target).isEqualTo(folder.resolve("stacked"));
        model.start();
        until(() -> model.doneProperty().get().isPresent());
        assertThat(target.resolve("model.safetensors")).isRegularFile();
        assertThat(target.resolve("README.md")).content().contains("# two layers twice");
        // Leaving it brings the form back, and Undo the recipe.
        model.opening().leave();
        place.settle();
        assertThat(asking().isWritten()).isFalse();
        place.undo.undo();
        place.settle();
        assertThat(asking().isWritten()).isTrue();
    }

    @Test
    void aTextIsEditedCheckedPreviewedAndBecomesAForm() {
        begin(form -> form.withMethod("ties"));
        model.editRecipe();
        until(() -> asking().isWritten() && model.wrong().isEmpty());
        until(() -> model.preview().numbersProperty().get().isPresent());
        String text = asking().written().orElseThrow().text();
        assertThat(text).contains("merge_method: workbench.ties");

        model.choices().type(text.replace("workbench.ties", "workbench.tise"));
        until(() -> model.wrong().contains("tise"));
        assertThat(model.recipe().text()).isEmpty();

        String typed = text.replaceFirst("weight: 1(\\.0)?", "weight: 0.5");
        assertThat(typed).isNotEqualTo(text);
        model.choices().type(typed);
        until(() -> model.wrong().isEmpty() && model.recipe().text().equals(typed));
        model.opening().toForm();
        until(() -> !asking().isWritten());
        assertThat(form().parts().getFirst().weight()).isEqualTo(0.5);
        assertThat(form().method().id()).isEqualTo("ties");
        // The next start reads the same.
        model.editRecipe();
        place.settle();
        MergeViewModel next =
                new MergeViewModel(
                        place.context(),
                        new Merges("Program 1", new MadeMerge(folder).store()),
                        tried::add);
        assertThat(next.choices().askingProperty().get()).isEqualTo(asking());
        next.close();
    }

    /// mergekit's own words, of models that the library does not have.
    @Test
    void aRecipeOfOthersBringsItsModelsAlong() throws IOException {
        Path other = folder.resolve("elsewhere");
        Files.createDirectories(other);
        new MadeMerge(other);
        Path recipe =
                Files.writeString(
                        other.resolve("mix.yaml"),
                        """
                        merge_method: linear
                        models:
                          - model: ./base.safetensors
                            parameters: {weight: 0.25}
                          - model: ./sst2-tuned.safetensors
                            parameters: {weight: 0.75}
                        parameters: {normalize: true}
                        dtype: float32
                        """);
        place.files = List.of(recipe);
        model.opening().choose();
        until(() -> form().parts().size() == 2);
        assertThat(form().space()).isEqualTo(Space.MODELS);
        assertThat(form().output().dtype()).isEqualTo(OutputDType.FLOAT32);
        assertThat(form().parts()).extracting(MergePart::weight).containsExactly(0.25, 0.75);
        assertThat(place.opened).hasSize(2);
        until(() -> model.wrong().isEmpty());
    }

    @Test
    void whatIsNoRecipeIsSaidWithItsLine() throws IOException {
        place.files =
                List.of(Files.writeString(folder.resolve("x.yml"), "merge_method: ties\n: ["));
        model.opening().choose();
        until(() -> asking().isWritten());
        until(() -> !model.wrong().contains("looked at"));
        assertThat(model.wrong()).contains("line");
        assertThat(model.opening().noteProperty().get()).contains("line");
        assertThat(place.errors).isEmpty();
    }

    /// A file of two dictionaries, the first of which the recipe takes.
    @Test
    void aFileThatTheLibraryOpensOtherwiseKeepsTheText() throws IOException {
        Path home = Path.of(System.getProperty("taskvectors.home", "."));
        Path two = home.resolve("src/test/resources/golden/pytorch/side_by_side.pth");
        Files.copy(two, folder.resolve("two.pth"));
        place.workspace.update(
                state ->
                        state.withItem(
                                new FileItem(
                                                "two",
                                                folder.resolve("two.pth"),
                                                "two",
                                                Role.TUNED,
                                                Optional.empty(),
                                                Optional.empty())
                                        .withSaid(OpenOptions.NONE.withUnder(Optional.of("ema")))));
        place.settle();
        place.files =
                List.of(
                        Files.writeString(
                                folder.resolve("u.yml"),
                                """
                                merge_method: linear
                                models:
                                  - model: ./two.pth
                                    parameters: {weight: 1}
                                """));
        model.opening().choose();
        until(() -> !model.opening().noteProperty().get().isEmpty());
        assertThat(asking().isWritten()).isTrue();
        assertThat(model.opening().noteProperty().get())
                .contains("two is opened by another dictionary");
    }

    @Test
    void numbersOfOtherIngredientsAreNoPreview() {
        begin(form -> form);
        until(() -> model.preview().numbersProperty().get().isPresent());
        model.choices().change("weight", now -> now.withWeight(0, 0.25));
        place.settle();
        assertThat(model.preview().isBehind()).isTrue();
        until(() -> !model.preview().isBehind());
        model.choices().act("Remove", now -> now.without(1));
        place.settle();
        assertThat(model.preview().numbersProperty().get()).isEqualTo(Optional.empty());
        until(() -> model.preview().numbersProperty().get().isPresent());
    }

    @Test
    void anUnfinishedModelInTheWayIsReplacedWhereAPersonSaysSo() throws IOException {
        begin(form -> form);
        Path target = model.target().orElseThrow();
        Path left =
                Files.createDirectories(target.resolveSibling(target.getFileName() + ".partial"));
        Files.writeString(
                left.resolve("journal.json"),
                "{\"journal\":1,\"request\":\"other\",\"what\":\"a merge\",\"files\":[]}");
        model.lookAgain();
        until(() -> model.checkedProperty().get().toString().contains("unfinished model"));
        model.start();
        until(() -> model.runningProperty().get().isEmpty());
        assertThat(model.failureProperty().get()).contains("unfinished model of another request");
        assertThat(model.inTheWayProperty().get()).isTrue();
        until(() -> model.wrong().isEmpty());
        model.startAnew();
        until(() -> model.doneProperty().get().isPresent());
        assertThat(target.resolve("model.safetensors")).isRegularFile();
        assertThat(left).doesNotExist();
    }

    /// What is away is told, and found again when it is back.
    @Test
    void aFileThatIsBackIsFoundWhenItIsLookedForAgain() throws IOException {
        begin(form -> form);
        model.editRecipe();
        until(() -> asking().isWritten() && model.wrong().isEmpty());
        Path away = Files.move(folder.resolve("SST-2.safetensors"), folder.resolve("away"));
        model.lookAgain();
        until(() -> model.wrong().contains("SST-2.safetensors"));
        Files.move(away, folder.resolve("SST-2.safetensors"));
        model.lookAgain();
        until(() -> model.wrong().isEmpty());
    }
}

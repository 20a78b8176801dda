package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;

/// What an edit keeps of a text.
class RecipeDocumentTest {
    private static final Methods METHODS = Mergekit.methods();

    private static final String TEXT =
            """
            # What we sell.
            models:
              - model: org/base   # untouched
              - model: org/math
                parameters: {weight:   0.5, density: [1,  0.5]}   # by hand

            # the method
            merge_method: ties
            base_model: org/base

            # for all
            parameters:
                normalize: yes

            # the end
            dtype: bfloat16
            """;

    private static RecipeDocument document() throws Failure {
        return RecipeDocument.parse(TEXT, METHODS);
    }

    @Test
    void aValueIsChangedWhereItStands() throws Failure {
        RecipeDocument before = document();
        Recipe edited =
                RecipeEdits.set(before.recipe(), RecipePlace.model(1), "weight", Setting.of(0.75));
        edited =
                RecipeEdits.set(
                        edited, RecipePlace.model(1), "density", Setting.curve(0.2, 0.4, 0.8));
        RecipeDocument after = before.with(edited);
        assertThat(after.recipe()).isEqualTo(edited);
        assertThat(after.text())
                .isEqualTo(
                        TEXT.replace("0.5, density: [1,  0.5]", "0.75, density: [0.2, 0.4, 0.8]"));
    }

    @Test
    void aSectionIsWrittenAnewAndTheOthersStay() throws Failure {
        RecipeDocument before = document();
        Recipe edited =
                RecipeEdits.add(
                        before.recipe(),
                        RecipePlace.model(2),
                        Ingredient.of(
                                ModelReference.of("org/code"), Map.of("weight", Setting.of(0.25))));
        RecipeDocument after = before.with(edited);
        assertThat(after.recipe()).isEqualTo(edited);
        assertThat(after.text())
                .startsWith("# What we sell.\nmodels:\n  - model: org/base\n")
                .contains("  - model: org/code\n    parameters:\n      weight: 0.25\n")
                .endsWith(TEXT.substring(TEXT.indexOf("\n# the method")));
    }

    @Test
    void sectionsComeAndGo() throws Failure {
        RecipeDocument before = document();
        Recipe without = RecipeEdits.unset(before.recipe(), RecipePlace.WHOLE, "normalize");
        RecipeDocument after = before.with(without);
        assertThat(after.recipe()).isEqualTo(without);
        assertThat(after.text()).doesNotContain("normalize").contains("# for all", "# the end");
        Recipe again = RecipeEdits.set(without, RecipePlace.WHOLE, "lambda", Setting.of(0.5));
        assertThat(after.with(again).text())
                .isEqualTo(after.text() + "parameters:\n  lambda: 0.5\n");
    }

    @Test
    void whatIsTheSameStaysTheSame() throws Failure {
        RecipeDocument before = document();
        assertThat(before.with(document().recipe())).isSameAs(before);
    }

    /// An alias that would change what it stands for, a document between brackets: the meaning
    /// comes first.
    @Test
    void theMeaningComesBeforeTheForm() throws Failure {
        RecipeDocument shared =
                RecipeDocument.parse(
                        """
                        merge_method: linear
                        models:
                        - {model: a, parameters: &p {weight: 1}}
                        - {model: b, parameters: *p}
                        """,
                        METHODS);
        Recipe edited =
                RecipeEdits.set(shared.recipe(), RecipePlace.model(1), "weight", Setting.of(3.0));
        assertThat(shared.with(edited).recipe()).isEqualTo(edited);
        edited = RecipeEdits.set(shared.recipe(), RecipePlace.model(0), "weight", Setting.of(4.0));
        assertThat(shared.with(edited).recipe()).isEqualTo(edited);
        RecipeDocument flow =
                RecipeDocument.parse("{merge_method: linear, models: [{model: a}]}", METHODS);
        Recipe more = RecipeEdits.set(flow.recipe(), RecipePlace.WHOLE, "weight", Setting.of(1.0));
        assertThat(flow.with(more).recipe()).isEqualTo(more);
    }

    /// Any edit of any of the golden recipes has its meaning, whatever becomes of the form.
    @Test
    void editsOfAllRecipesMeanWhatTheyShould() throws Exception {
        Random random = new Random(8);
        for (Path file : Mergekit.recipes(true)) {
            RecipeDocument document = RecipeDocument.read(file, METHODS);
            for (int round = 0; round < 6; round++) {
                Recipe edited = edited(document.recipe(), random);
                document = document.with(edited);
                assertThat(document.recipe()).as(file.toString()).isEqualTo(edited);
            }
        }
    }

    private static Recipe edited(Recipe recipe, Random random) throws Failure {
        MethodSignature method = METHODS.find(recipe.method()).orElseThrow();
        return switch (random.nextInt(method.parameters().isEmpty() ? 2 : 3)) {
            case 0 -> RecipeEdits.setBase(recipe, Optional.of(ModelReference.of("org/other")));
            case 2 ->
                    RecipeEdits.set(
                            recipe,
                            RecipePlace.WHOLE,
                            method.parameters().getFirst().name(),
                            Setting.of(1.0));
            default ->
                    new Recipe(
                            recipe.method(),
                            recipe.layout(),
                            recipe.base(),
                            recipe.parameters(),
                            recipe.tokenizer(),
                            Optional.empty(),
                            Optional.of(random.nextBoolean() ? "float32" : "bfloat16"),
                            recipe.outDtype());
        };
    }

    @Test
    void placesAreFoundInTheText() throws Failure {
        RecipeDocument document = document();
        assertThat(document.place("models[1].parameters.weight").map(Span::words))
                .contains("line 5, column 28");
        assertThat(document.place("models[2]")).isEmpty();
        Failure failure =
                Failure.of(RecipeProblem.MISSING_PARAMETER, null, "x", "")
                        .at("models[0].parameters.weight");
        assertThat(document.located(failure).place())
                .isEqualTo("line 3, column 5 (models[0].parameters.weight)");
    }

    @Test
    void whatIsSavedIsReadAgain(@TempDir Path folder) throws Failure {
        Path file = folder.resolve("recipe.yml");
        document().save(file);
        assertThat(RecipeDocument.read(file, METHODS).text()).isEqualTo(TEXT);
    }
}

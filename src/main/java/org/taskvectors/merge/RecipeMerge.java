package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.VocabularyProblem;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// A recipe as a merge that can be run: what it means for its models, and the request that computes
/// it.
///
/// @param document the recipe
/// @param plan what it means, tensor by tensor
/// @param request what computes it
/// @param notes what a person should know, in sentences without full stops
public record RecipeMerge(
        RecipeDocument document, RecipePlan plan, MergeRequest request, List<String> notes) {
    public RecipeMerge {
        notes = List.copyOf(notes);
    }

    /// Reads a recipe, opens its models' headers, and lays it out.
    ///
    /// @param reach what it may name beside what lies in its own folder
    /// @param seed of random methods, where the recipe says none
    /// @throws IOException (a [Failure]) where something cannot be read, does not fit, or is not
    ///   computed here; with its line where it stands in the recipe
    public static RecipeMerge of(Path file, Reach reach, long seed, Output output, Compute compute)
            throws IOException {
        return of(
                document(file),
                Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow(),
                reach,
                seed,
                output,
                compute);
    }

    /// The same, saved as a model.
    ///
    /// @throws IOException as the other does
    public static RecipeMerge of(Path file, Reach reach, long seed, Target target, Compute compute)
            throws IOException {
        return of(file, reach, seed, new Output.Model(target), compute);
    }

    /// The same of a text that lies in no file.
    ///
    /// @param folder where its paths begin
    /// @throws IOException as [#of(Path, Reach, long, Output, Compute)] does
    public static RecipeMerge of(
            String text, Path folder, Reach reach, long seed, Output output, Compute compute)
            throws IOException {
        return of(
                RecipeDocument.parse(text, RecipeMethods.all()),
                folder,
                reach,
                seed,
                output,
                compute);
    }

    /// The same of a document that was read, or edited.
    ///
    /// @param folder where its paths begin
    /// @throws IOException as [#of(Path, Reach, long, Output, Compute)] does
    public static RecipeMerge of(
            RecipeDocument document,
            Path folder,
            Reach reach,
            long seed,
            Output output,
            Compute compute)
            throws IOException {
        try {
            return new RecipeReading(document.recipe(), folder, reach)
                    .merge(document, seed, output, compute);
        } catch (Failure e) {
            throw e.place() == null ? e : document.located(e);
        }
    }

    /// Reads a recipe's file, and nothing of its models.
    ///
    /// @throws Failure as [RecipeDocument#read] does
    public static RecipeDocument document(Path file) throws Failure {
        return RecipeDocument.read(file, RecipeMethods.all());
    }

    /// Returns the names of models on a hub that a recipe, and recipes that it names, are made of.
    /// Nothing is asked of any network.
    ///
    /// @param folder where its paths begin
    /// @throws Failure if the text is no recipe, or what it names may not be opened
    public static List<String> namedOnHub(String text, Path folder, Reach reach) throws Failure {
        return RecipeSources.namedOnHub(
                RecipeDocument.parse(text, RecipeMethods.all()), folder, reach);
    }

    /// Returns a failure of the merge with its line, where it comes of what the recipe says of
    /// tokens or of the chat template; any other as it is.
    public Failure located(Failure failure) {
        if (failure.problem() instanceof VocabularyProblem && failure.place() == null) {
            return document.recipe()
                    .tokenizer()
                    .map(
                            part ->
                                    part instanceof TokenizerPart.Brief
                                            ? "tokenizer_source"
                                            : "tokenizer")
                    .map(place -> document.located(failure.at(place)))
                    .orElse(failure);
        }
        return "chat_template".equals(failure.place()) ? document.located(failure) : failure;
    }
}

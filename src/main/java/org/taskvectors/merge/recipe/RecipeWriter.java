package org.taskvectors.merge.recipe;

/// Writes recipes in one form: always the same keys in the same order, two spaces a level, lists of
/// numbers on one line. mergekit 0.1.5 reads them.
public final class RecipeWriter {
    private RecipeWriter() {}

    /// Returns a recipe as YAML; reading it gives the recipe back.
    public static String text(Recipe recipe) {
        return YamlText.document(RecipeTree.of(recipe));
    }
}

package org.taskvectors.merge.recipe;

import org.taskvectors.file.Failure;

/// Says what a model's name in a recipe stands for, and which places may be opened.
public interface ModelResolver {
    /// @throws Failure with a [RecipeProblem] where the name stands for nothing that may be opened
    Located locate(ModelName name) throws Failure;
}

package org.taskvectors.merge.recipe;

import org.taskvectors.file.Problem;

/// What can be wrong with a recipe: with its text, with what it says, and with what it means for
/// the models that it names.
public enum RecipeProblem implements Problem {
    /// The text is larger than a recipe may be.
    TOO_LARGE,
    NOT_UTF8,
    /// YAML, or other text, that is no recipe.
    NOT_A_RECIPE,
    /// A recipe that is made of itself, or recipes within recipes that go too deep.
    RECIPES_IN_RECIPES,
    /// The text is no YAML.
    NOT_YAML,
    /// There is no document in it.
    EMPTY,
    SEVERAL_DOCUMENTS,
    /// A tag (`!!python/object`) or a `%TAG` line.
    TAG,
    TOO_DEEP,
    TOO_MANY_ALIASES,
    /// The document has too many parts once its aliases are written out.
    TOO_MANY_NODES,
    /// A merge key (`<<`).
    MERGE_KEY,
    DUPLICATE_KEY,
    /// A key that PyYAML would not read as text.
    KEY_NOT_TEXT,
    /// A key that no recipe has in this place.
    UNKNOWN_KEY,
    MISSING_KEY,
    /// A value of another kind than the key takes.
    WRONG_KIND,
    /// A value that the key does not take.
    WRONG_VALUE,
    NOT_FINITE,
    NUMBER_TOO_LARGE,
    UNKNOWN_METHOD,
    /// A parameter that the method does not have.
    UNKNOWN_PARAMETER,
    /// A list of numbers or conditions without any.
    EMPTY_SETTING,
    /// Not exactly one of `models`, `slices` and `modules`.
    LAYOUT,
    /// A model on a hub that nobody has allowed to ask for.
    NOT_ASKED,
    /// No reference to a model.
    REFERENCE,
    LAYER_RANGE,
    /// The inputs of a merge do not fit its method: too few, too many, one twice, no base.
    INPUTS,
    /// A parameter that the method needs has no value for a tensor.
    MISSING_PARAMETER,
    /// The inputs of a slice have different numbers of layers.
    UNEQUAL_LAYERS,
    /// A layer that the model does not have.
    NO_SUCH_LAYER,
    UNKNOWN_MODULE,
    /// A module of the model that the recipe leaves out.
    MODULE_LEFT_OUT,
    /// Slices of a model that has several stacks of layers.
    MODULES_NEEDED,
    /// A tensor of which it is not known which module it belongs to.
    UNPLACED,
    /// A tensor that one of the models does not have.
    TENSOR_ABSENT,
    /// A model's name that may not be opened: outside the folders that the person allows.
    PATH_NOT_ALLOWED,
    PATH_NOT_FOUND,
    /// A name that is neither a path nor a name on the hub: a web address, for example.
    NOT_A_PATH,
    /// Something that a recipe may say, and that is not computed here.
    NOT_COMPUTED,
    /// An edit of a part that the recipe does not have.
    NO_SUCH_PLACE
}

package org.taskvectors.merge.recipe;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.naming.Placement;

/// What a recipe means for its models: each tensor of the result, what it is made of, and with
/// which values.
///
/// @param layers the number of layers of the result by stack; the name of the stack is empty where
///   the model has one
/// @param tensors in the order of the result
/// @param notes what the recipe says to no effect
public record RecipePlan(
        Recipe recipe,
        MethodSignature method,
        Map<String, Integer> layers,
        List<Planned> tensors,
        List<Note> notes) {
    public RecipePlan {
        layers = Ordered.copy(layers);
        tensors = List.copyOf(tensors);
        notes = List.copyOf(notes);
    }

    /// A tensor of the result.
    ///
    /// @param placement where it belongs
    /// @param isCopied whether its only input is copied as it is, whatever the method
    /// @param values of the method's parameters that are the tensor's, by name
    public record Planned(
            String name,
            Placement placement,
            boolean isCopied,
            Map<String, Scalar> values,
            List<Input> inputs) {
        public Planned {
            values = Ordered.copy(values);
            inputs = List.copyOf(inputs);
        }
    }

    /// An input of a tensor.
    ///
    /// @param tensor the stored name in its model
    /// @param layer the number of the layer in its model
    /// @param isBase whether it is the base of the merge
    /// @param values of the method's parameters that are this input's, by name
    public record Input(
            ModelReference model,
            String tensor,
            OptionalInt layer,
            boolean isBase,
            Map<String, Scalar> values) {
        public Input {
            values = Ordered.copy(values);
        }
    }

    /// @param place what it is about, as [RecipeDocument#place] knows it
    /// @param text a sentence without its full stop
    public record Note(String place, String text) {}

    /// Returns the plan as rows of layers and inputs.
    public PlanTable table() {
        return PlanTable.of(this);
    }
}

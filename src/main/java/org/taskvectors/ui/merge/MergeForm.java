package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.method.TaskArithmetic;

/// All that a merge is asked for: the document behind the place. Items of the library are named by
/// their ids.
///
/// @param space whether vectors are merged on a base, or models into one
/// @param base the base; empty where none is chosen
/// @param parts the ingredients, in their order
/// @param methodId the method's id
/// @param values what was chosen for parameters, by method and parameter: `ties.density`; what is
///   not there is the method's own
/// @param seed of random draws
/// @param dtype what the result is rounded to
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
/// @param name what the model's folder is called; empty for the suggestion
/// @param folder where it goes; empty for beside the first ingredient
record MergeForm(
        Space space,
        String base,
        List<Part> parts,
        String methodId,
        Map<String, Double> values,
        long seed,
        OutputDType dtype,
        boolean isPartial,
        String name,
        String folder) {

    /// An ingredient.
    ///
    /// @param item its id in the library
    /// @param weight what it is multiplied by, where the method has weights
    record Part(String item, double weight) {}

    /// The parameter that stands beside each ingredient.
    static final String WEIGHT = "weight";

    static final MergeForm FIRST =
            new MergeForm(
                    Space.VECTORS,
                    "",
                    List.of(),
                    new TaskArithmetic().id(),
                    Map.of(),
                    0,
                    OutputDType.SOURCE,
                    false,
                    "",
                    "");

    MergeForm {
        parts = List.copyOf(parts);
        values = Map.copyOf(values);
    }

    /// The methods that merge in a space.
    static List<Method> methods(Space space) {
        return Methods.all().stream().filter(one -> one.spaces().contains(space)).toList();
    }

    /// The method; one that is not known or not of this space is the first that is.
    Method method() {
        return Methods.of(methodId)
                .filter(one -> one.spaces().contains(space))
                .orElseGet(() -> methods(space).getFirst());
    }

    /// Whether a base is asked for: vectors need one, and methods of models that read it.
    boolean isOnBase() {
        return space == Space.VECTORS || method().readsBase();
    }

    /// Whether each ingredient has a weight.
    boolean hasWeights() {
        return method().parameters().stream().anyMatch(one -> one.name().equals(WEIGHT));
    }

    /// The parameters that are shown below the method: all but the weights.
    List<Parameter> parameters() {
        return method().parameters().stream().filter(one -> !one.name().equals(WEIGHT)).toList();
    }

    /// What was chosen for a parameter; empty where the method's own holds.
    OptionalDouble chosen(Parameter parameter) {
        Double value = values.get(key(parameter));
        return value == null || !parameter.takes(value)
                ? OptionalDouble.empty()
                : OptionalDouble.of(value);
    }

    double value(Parameter parameter) {
        return chosen(parameter).orElse(parameter.standard());
    }

    private String key(Parameter parameter) {
        return method().id() + "." + parameter.name();
    }

    MergeForm withSpace(Space now) {
        return new MergeForm(
                now, base, List.of(), methodId, values, seed, dtype, isPartial, name, folder);
    }

    MergeForm withBase(String now) {
        return new MergeForm(space, now, parts, methodId, values, seed, dtype, false, name, folder);
    }

    MergeForm withParts(List<Part> now) {
        return new MergeForm(
                space, base, now, methodId, values, seed, dtype, isPartial, name, folder);
    }

    /// With one more ingredient, of weight 1.
    MergeForm with(String item) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(item, 1));
        return withParts(more);
    }

    MergeForm without(int index) {
        List<Part> fewer = new ArrayList<>(parts);
        fewer.remove(index);
        return withParts(fewer);
    }

    /// With an ingredient one place further to the front.
    MergeForm raised(int index) {
        List<Part> other = new ArrayList<>(parts);
        other.add(index - 1, other.remove(index));
        return withParts(other);
    }

    MergeForm withWeight(int index, double weight) {
        List<Part> other = new ArrayList<>(parts);
        other.set(index, new Part(parts.get(index).item(), weight));
        return withParts(other);
    }

    MergeForm withMethod(String id) {
        return new MergeForm(space, base, parts, id, values, seed, dtype, isPartial, name, folder);
    }

    /// With a value of a parameter; the method's own value is none that was chosen.
    MergeForm withValue(Parameter parameter, double value) {
        Map<String, Double> other = new LinkedHashMap<>(values);
        if (value == parameter.standard()) {
            other.remove(key(parameter));
        } else {
            other.put(key(parameter), value);
        }
        return new MergeForm(
                space, base, parts, methodId, other, seed, dtype, isPartial, name, folder);
    }

    MergeForm withSeed(long now) {
        return new MergeForm(
                space, base, parts, methodId, values, now, dtype, isPartial, name, folder);
    }

    MergeForm withDtype(OutputDType now) {
        return new MergeForm(
                space, base, parts, methodId, values, seed, now, isPartial, name, folder);
    }

    MergeForm withPartial(boolean now) {
        return new MergeForm(space, base, parts, methodId, values, seed, dtype, now, name, folder);
    }

    MergeForm withName(String now) {
        return new MergeForm(
                space, base, parts, methodId, values, seed, dtype, isPartial, now, folder);
    }

    MergeForm withFolder(String now) {
        return new MergeForm(
                space, base, parts, methodId, values, seed, dtype, isPartial, name, now);
    }

    /// What decides what is found from headers: neither weights nor seeds nor numbers within their
    /// ranges do.
    MergeForm looks() {
        Map<String, Double> flags = new LinkedHashMap<>();
        for (Parameter parameter : parameters()) {
            Double value = values.get(key(parameter));
            if (parameter.type() == Parameter.Type.FLAG && value != null) {
                flags.put(key(parameter), value);
            }
        }
        return new MergeForm(
                space,
                base,
                parts.stream().map(part -> new Part(part.item(), 1)).toList(),
                method().id(),
                flags,
                0,
                dtype,
                isPartial,
                name,
                folder);
    }

    /// What decides the merged numbers: all but how and where they are written.
    MergeForm numbers() {
        return new MergeForm(
                space,
                base,
                parts,
                method().id(),
                values,
                method().isRandom() ? seed : 0,
                OutputDType.SOURCE,
                isPartial,
                "",
                "");
    }
}

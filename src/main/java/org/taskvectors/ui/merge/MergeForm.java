package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.taskvectors.merge.method.Lines;
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
/// @param lines what the merged vector is scaled by along the depth; empty for nothing
/// @param seed of random draws
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
/// @param tokens whose tokens the result has
/// @param output how and where it is written
record MergeForm(
        Space space,
        String base,
        List<MergePart> parts,
        String methodId,
        Map<String, Double> values,
        Optional<Lines> lines,
        long seed,
        boolean isPartial,
        MergeTokens tokens,
        MergeOutput output) {

    /// The parameter that stands beside each ingredient.
    static final String WEIGHT = "weight";

    /// The parameter that scales a merged vector.
    static final String LAMBDA = "lambda";

    static final MergeForm FIRST =
            new MergeForm(
                    Space.VECTORS,
                    "",
                    List.of(),
                    new TaskArithmetic().id(),
                    Map.of(),
                    Optional.empty(),
                    0,
                    false,
                    MergeTokens.FIRST,
                    MergeOutput.FIRST);

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
        return hasParameter(WEIGHT);
    }

    private boolean hasParameter(String name) {
        return method().parameters().stream().anyMatch(one -> one.name().equals(name));
    }

    /// Whether what comes out can be scaled along the depth.
    boolean takesLines() {
        return space == Space.VECTORS && hasParameter(LAMBDA);
    }

    /// What the merged vector is scaled by; empty for nothing, and where it cannot be.
    Optional<Lines> scaledBy() {
        return lines.filter(_ -> takesLines());
    }

    /// As what it is written: mixtures of models are models.
    MergeOutput.Kind kind() {
        return space == Space.VECTORS ? output.kind() : MergeOutput.Kind.MODEL;
    }

    /// Returns what is missing in it, or wrong with it before any file is looked at; empty where
    /// nothing is.
    String missing() {
        Method method = method();
        boolean isVectors = space == Space.VECTORS;
        if (isOnBase() && base.isEmpty()) {
            return isVectors
                    ? "Choose the base that the vectors are put onto."
                    : method.title() + " reads the base: choose it.";
        }
        String things = isVectors ? "vectors" : "models";
        int count = parts.size();
        if (count == 0) {
            return isVectors ? "Add a vector." : "Add a model.";
        }
        if (count < method.least()) {
            return method.title() + " takes at least " + method.least() + " " + things + ".";
        }
        if (count > method.most()) {
            return method.title() + " takes at most " + method.most() + " " + things + ".";
        }
        return "";
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

    /// The value of a parameter for an ingredient: its own, or that of all.
    double value(Parameter parameter, int index) {
        return parts.get(index).own(method(), parameter).orElseGet(() -> value(parameter));
    }

    /// Whether an ingredient has a value of its own of a parameter.
    boolean isEach(Parameter parameter) {
        return parts.stream().anyMatch(part -> part.own(method(), parameter).isPresent());
    }

    private String key(Parameter parameter) {
        return MergePart.key(method(), parameter);
    }

    MergeForm withSpace(Space now) {
        return new MergeForm(
                now, base, List.of(), methodId, values, lines, seed, isPartial, tokens, output);
    }

    MergeForm withBase(String now) {
        return new MergeForm(
                space, now, parts, methodId, values, lines, seed, false, tokens, output);
    }

    MergeForm withParts(List<MergePart> now) {
        return new MergeForm(
                space, base, now, methodId, values, lines, seed, isPartial, tokens, output);
    }

    /// With one more ingredient, of weight 1.
    MergeForm with(String item) {
        List<MergePart> more = new ArrayList<>(parts);
        more.add(new MergePart(item, 1));
        return withParts(more);
    }

    MergeForm without(int index) {
        List<MergePart> fewer = new ArrayList<>(parts);
        fewer.remove(index);
        return withParts(fewer);
    }

    /// With an ingredient one place further to the front.
    MergeForm raised(int index) {
        List<MergePart> other = new ArrayList<>(parts);
        other.add(index - 1, other.remove(index));
        return withParts(other);
    }

    MergeForm withPart(int index, UnaryOperator<MergePart> change) {
        List<MergePart> other = new ArrayList<>(parts);
        other.set(index, change.apply(parts.get(index)));
        return withParts(other);
    }

    MergeForm withWeight(int index, double weight) {
        return withPart(index, part -> part.withWeight(weight));
    }

    /// With weights for the ingredients, everywhere; one that is not named keeps its own.
    MergeForm withWeights(List<Double> weights) {
        return withParts(
                IntStream.range(0, parts.size())
                        .mapToObj(
                                i ->
                                        i < weights.size()
                                                ? new MergePart(parts.get(i).item(), weights.get(i))
                                                : parts.get(i))
                        .toList());
    }

    /// With each ingredient turned round.
    MergeForm negated() {
        return withParts(parts.stream().map(part -> part.withWeight(-part.weight())).toList());
    }

    /// With a value of a parameter for each ingredient, that of all to begin with; or without.
    MergeForm withEach(Parameter parameter, boolean isEach) {
        Method method = method();
        OptionalDouble own = isEach ? OptionalDouble.of(value(parameter)) : OptionalDouble.empty();
        return withParts(parts.stream().map(part -> part.withOwn(method, parameter, own)).toList());
    }

    MergeForm withMethod(String id) {
        return new MergeForm(
                space, base, parts, id, values, lines, seed, isPartial, tokens, output);
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
                space, base, parts, methodId, other, lines, seed, isPartial, tokens, output);
    }

    MergeForm withLines(Optional<Lines> now) {
        return new MergeForm(
                space, base, parts, methodId, values, now, seed, isPartial, tokens, output);
    }

    MergeForm withSeed(long now) {
        return new MergeForm(
                space, base, parts, methodId, values, lines, now, isPartial, tokens, output);
    }

    MergeForm withPartial(boolean now) {
        return new MergeForm(
                space, base, parts, methodId, values, lines, seed, now, tokens, output);
    }

    MergeForm withTokens(MergeTokens now) {
        return new MergeForm(
                space, base, parts, methodId, values, lines, seed, isPartial, now, output);
    }

    MergeForm withOutput(UnaryOperator<MergeOutput> change) {
        return new MergeForm(
                space,
                base,
                parts,
                methodId,
                values,
                lines,
                seed,
                isPartial,
                tokens,
                change.apply(output));
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
                bare(),
                method().id(),
                flags,
                scaledBy().map(_ -> new Lines(1, 0)),
                0,
                isPartial,
                tokens,
                output);
    }

    private List<MergePart> bare() {
        return parts.stream().map(part -> new MergePart(part.item(), 1)).toList();
    }

    /// What decides the merged numbers: all but how and where they are written.
    MergeForm numbers() {
        return new MergeForm(
                space,
                base,
                parts,
                method().id(),
                values,
                scaledBy(),
                method().isRandom() ? seed : 0,
                isPartial,
                tokens,
                MergeOutput.FIRST);
    }

    /// What is merged, whatever the method makes of it.
    MergeForm ingredients() {
        return new MergeForm(
                space,
                base,
                bare(),
                "",
                Map.of(),
                Optional.empty(),
                0,
                isPartial,
                tokens,
                MergeOutput.FIRST);
    }
}

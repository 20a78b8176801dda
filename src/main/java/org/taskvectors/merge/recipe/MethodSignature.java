package org.taskvectors.merge.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a recipe has to know of a method: its names, its parameters, and which inputs it takes. The
/// arithmetic is elsewhere.
///
/// @param id the name that tables show
/// @param aliases other names that recipes may use
/// @param whereAbsent what becomes of a tensor that some of the inputs do not have
public record MethodSignature(
        String id,
        Set<String> aliases,
        List<Parameter> parameters,
        Inputs inputs,
        WhereAbsent whereAbsent) {
    public MethodSignature {
        aliases = Set.copyOf(aliases);
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        if (!parameters.stream().allMatch(one -> names.add(one.name()))) {
            throw new IllegalArgumentException("a parameter twice: " + parameters);
        }
    }

    public Optional<Parameter> parameter(String name) {
        return parameters.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// @param kind the type of its value
    /// @param scope what it has one value for
    /// @param isRequired whether a recipe has to say it
    /// @param fallback its value where the recipe says none; empty where it is required, or where
    ///   saying nothing is a choice of its own
    public record Parameter(
            String name, Kind kind, Scope scope, boolean isRequired, Optional<Scalar> fallback) {}

    /// The type of a parameter's value.
    public enum Kind {
        NUMBER,
        WHOLE,
        FLAG,
        WORD
    }

    /// What a parameter has one value for.
    public enum Scope {
        /// The tensor.
        SHARED,
        /// Each input of the tensor.
        INPUT,
        /// Each input but the base.
        OTHER_INPUT
    }

    /// What a method does with a base.
    public enum BaseRule {
        OPTIONAL,
        REQUIRED,
        FORBIDDEN,
        /// It is an input as any other.
        IGNORED
    }

    /// Which inputs a method takes; the base is one of them.
    ///
    /// @param least the fewest
    /// @param most the most; [Integer#MAX_VALUE] for any number
    /// @param leastOthers the fewest beside the base
    /// @param mostOthers the most beside the base
    public record Inputs(BaseRule base, int least, int most, int leastOthers, int mostOthers) {}

    /// What becomes of a tensor that some of the inputs do not have, as mergekit's methods say it
    /// of weights that a model need not have.
    public enum WhereAbsent {
        /// It is refused.
        REFUSED,
        /// It is copied where one input has it.
        COPIED_IF_ALONE,
        /// It is copied where the base alone has it.
        COPIED_IF_BASE_ALONE,
        /// Where fewer inputs than needed have it, it is copied if the base alone has it, and left
        /// out otherwise.
        COPIED_IF_BASE_ALONE_OR_LEFT_OUT
    }
}

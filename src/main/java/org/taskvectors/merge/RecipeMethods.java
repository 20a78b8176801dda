package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.MethodSignature;
import org.taskvectors.merge.recipe.MethodSignature.BaseRule;
import org.taskvectors.merge.recipe.MethodSignature.Inputs;
import org.taskvectors.merge.recipe.MethodSignature.Kind;
import org.taskvectors.merge.recipe.MethodSignature.Scope;
import org.taskvectors.merge.recipe.MethodSignature.WhereAbsent;
import org.taskvectors.merge.recipe.Methods;
import org.taskvectors.merge.recipe.Scalar;

/// The methods that a recipe may name: those of this program that mergekit 0.1.5 has too, with the
/// parameters that they have there. Names, types and values are the methods' own; what mergekit
/// asks of inputs, and parameters that say nothing of numbers, are added here. With
/// [RecipeDialect#PREFIX] before it a method is this program's own, with all its parameters and its
/// own values.
public final class RecipeMethods {
    private static final int ANY = Integer.MAX_VALUE;
    private static final Inputs ON_BASE = new Inputs(BaseRule.REQUIRED, 1, ANY, 0, ANY);
    private static final Inputs PAIR = new Inputs(BaseRule.REQUIRED, 2, 2, 0, ANY);
    private static final Inputs MODELS = new Inputs(BaseRule.IGNORED, 1, ANY, 0, ANY);

    /// Parameters of this program's own: they have the values that mergekit computes with.
    private static final Set<String> OWN = Set.of("by_tensor", "positive_ties", "rescale");

    /// The same of single methods.
    private static final Map<String, Set<String>> OWN_OF =
            Map.of(
                    "karcher", Set.of("weight"),
                    "sce", Set.of("lambda"),
                    "ram", Set.of("lambda"),
                    "ramplus_tl", Set.of("lambda"));

    /// Where mergekit needs a value.
    private static final Map<String, Set<String>> REQUIRED =
            Map.of("slerp", Set.of("t"), "nearswap", Set.of("t"));

    /// How mergekit keeps masks in memory: it changes no number.
    private static final MethodSignature.Parameter INT8_MASK = extra("int8_mask", false);

    private static final MethodSignature.Parameter RESCALE = extra("rescale", false);
    private static final MethodSignature.Parameter DENSITY =
            new MethodSignature.Parameter(
                    "density", Kind.NUMBER, Scope.OTHER_INPUT, false, Optional.of(Scalar.of(1)));
    private static final MethodSignature.Parameter ROW_WISE = extra("nuslerp_row_wise", false);
    private static final MethodSignature.Parameter EPS =
            new MethodSignature.Parameter(
                    "eps", Kind.NUMBER, Scope.SHARED, false, Optional.of(Scalar.of(1e-8)));

    /// What mergekit asks of a method's inputs, and parameters that the method here does not have.
    ///
    /// @param idle parameters that do nothing, in mergekit neither
    /// @param fixed parameters that have no other value here than mergekit's own
    private record Asked(
            Inputs inputs,
            WhereAbsent whereAbsent,
            List<MethodSignature.Parameter> idle,
            List<MethodSignature.Parameter> fixed) {
        Asked(Inputs inputs, WhereAbsent whereAbsent) {
            this(inputs, whereAbsent, List.of(), List.of());
        }

        static Asked onBase(MethodSignature.Parameter... idle) {
            return new Asked(ON_BASE, WhereAbsent.REFUSED, List.of(idle), List.of());
        }
    }

    private static final Map<String, Asked> ASKED = asked();
    private static final Methods ALL = methods();

    private RecipeMethods() {}

    private static Map<String, Asked> asked() {
        Map<String, Asked> asked = new LinkedHashMap<>();
        asked.put("task_arithmetic", Asked.onBase(INT8_MASK, RESCALE, DENSITY));
        for (String id :
                List.of(
                        "ties",
                        "dare_linear",
                        "dare_ties",
                        "della_linear",
                        "della",
                        "breadcrumbs",
                        "breadcrumbs_ties",
                        "sce")) {
            asked.put(id, Asked.onBase(INT8_MASK));
        }
        asked.put("ram", Asked.onBase());
        asked.put("ramplus_tl", Asked.onBase());
        asked.put("linear", new Asked(MODELS, WhereAbsent.REFUSED));
        asked.put("karcher", new Asked(MODELS, WhereAbsent.REFUSED));
        asked.put(
                "passthrough",
                new Asked(new Inputs(BaseRule.IGNORED, 1, 1, 0, ANY), WhereAbsent.REFUSED));
        asked.put("slerp", new Asked(PAIR, WhereAbsent.COPIED_IF_ALONE));
        asked.put("arcee_fusion", new Asked(PAIR, WhereAbsent.COPIED_IF_ALONE));
        asked.put("nearswap", new Asked(PAIR, WhereAbsent.COPIED_IF_BASE_ALONE));
        asked.put(
                "nuslerp",
                new Asked(
                        new Inputs(BaseRule.OPTIONAL, 1, ANY, 2, 2),
                        WhereAbsent.COPIED_IF_ALONE,
                        List.of(),
                        List.of(ROW_WISE)));
        asked.put(
                "multislerp",
                new Asked(
                        new Inputs(BaseRule.OPTIONAL, 1, ANY, 1, ANY),
                        WhereAbsent.REFUSED,
                        List.of(),
                        List.of(EPS)));
        asked.put(
                "model_stock",
                new Asked(
                        new Inputs(BaseRule.REQUIRED, 3, ANY, 0, ANY),
                        WhereAbsent.COPIED_IF_BASE_ALONE_OR_LEFT_OUT));
        return asked;
    }

    /// Returns the methods.
    public static Methods all() {
        return ALL;
    }

    /// Returns the parameters that do nothing, in mergekit neither.
    static List<MethodSignature.Parameter> idle(Method method) {
        return of(method).idle();
    }

    /// Returns the parameters that have no other value here than mergekit's own.
    static List<MethodSignature.Parameter> fixed(Method method) {
        return of(method).fixed();
    }

    private static Asked of(Method method) {
        return Optional.ofNullable(ASKED.get(method.id())).orElseThrow();
    }

    private static Methods methods() {
        List<MethodSignature> signatures = new ArrayList<>();
        for (Method method : org.taskvectors.merge.method.Methods.all()) {
            Asked asked = ASKED.get(method.id());
            if (asked != null) {
                signatures.add(signature(method, asked));
            }
        }
        return new Methods(
                signatures,
                org.taskvectors.merge.method.Methods.all().stream()
                        .map(RecipeMethods::own)
                        .toList());
    }

    /// A method with its own words and values, and the seed of what it draws.
    private static MethodSignature own(Method method) {
        boolean needsBase = !method.spaces().contains(Space.MODELS) || method.readsBase();
        int base = needsBase ? 1 : 0;
        List<MethodSignature.Parameter> parameters = new ArrayList<>();
        for (Parameter one : method.parameters()) {
            parameters.add(
                    new MethodSignature.Parameter(
                            one.name(),
                            kind(one),
                            one.isEach() ? Scope.OTHER_INPUT : Scope.SHARED,
                            false,
                            Optional.of(scalar(one, one.standard()))));
        }
        parameters.add(
                new MethodSignature.Parameter(
                        RecipeDialect.SEED, Kind.WHOLE, Scope.SHARED, false, Optional.empty()));
        return new MethodSignature(
                RecipeDialect.PREFIX + method.id(),
                Set.of(),
                parameters,
                new Inputs(
                        needsBase ? BaseRule.REQUIRED : BaseRule.OPTIONAL,
                        method.least() + base,
                        method.most() == ANY ? ANY : method.most() + 1,
                        method.least(),
                        method.most()),
                WhereAbsent.REFUSED);
    }

    private static MethodSignature signature(Method method, Asked asked) {
        List<MethodSignature.Parameter> parameters = new ArrayList<>();
        for (Parameter own : method.parameters()) {
            Set<String> ofMethod = OWN_OF.getOrDefault(method.id(), Set.of());
            if (!OWN.contains(own.name()) && !ofMethod.contains(own.name())) {
                parameters.add(parameter(method, own, asked));
            }
        }
        parameters.addAll(asked.idle());
        parameters.addAll(asked.fixed());
        return new MethodSignature(
                method.id(), Set.of(), parameters, asked.inputs(), asked.whereAbsent());
    }

    private static MethodSignature.Parameter parameter(Method method, Parameter own, Asked asked) {
        String name = own.name().equals("l1_rescale") ? "rescale" : own.name();
        boolean isRequired =
                name.equals("weight")
                        || REQUIRED.getOrDefault(method.id(), Set.of()).contains(name);
        // A model that is not multiplied is copied as it is.
        boolean isLeftOpen = isRequired || name.equals("scale");
        double value = method.mergekit().getOrDefault(own.name(), own.standard());
        Scope each = asked.inputs().base() == BaseRule.IGNORED ? Scope.INPUT : Scope.OTHER_INPUT;
        return new MethodSignature.Parameter(
                name,
                kind(own),
                own.isEach() ? each : Scope.SHARED,
                isRequired,
                isLeftOpen ? Optional.empty() : Optional.of(scalar(own, value)));
    }

    private static Kind kind(Parameter parameter) {
        return switch (parameter.type()) {
            case NUMBER -> Kind.NUMBER;
            case WHOLE -> Kind.WHOLE;
            case FLAG -> Kind.FLAG;
        };
    }

    private static Scalar scalar(Parameter own, double value) {
        return switch (own.type()) {
            case NUMBER -> Scalar.of(value);
            case WHOLE -> new Scalar.Whole((long) value);
            case FLAG -> Scalar.of(value != 0);
        };
    }

    private static MethodSignature.Parameter extra(String name, boolean value) {
        return new MethodSignature.Parameter(
                name, Kind.FLAG, Scope.SHARED, false, Optional.of(Scalar.of(value)));
    }
}

package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Computes the values of expressions.
final class Evaluator {
    /// The name of what a filtered block has written; no template can spell it.
    static final String BLOCK = " block";

    /// Names that Jinja gives to templates and that are not understood here.
    private static final Set<String> OTHER_GLOBALS = Set.of("lipsum", "cycler", "joiner", "self");

    private final Run run;

    Evaluator(Run run) {
        this.run = run;
    }

    Object value(Expression expression, Scope scope) {
        run.enter();
        run.spend(1);
        try {
            Object value = compute(expression, scope);
            run.leave();
            return value;
        } catch (TemplateError e) {
            throw e.at(expression.position());
        }
    }

    private Object compute(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Constant constant -> constant.value();
            case Expression.Name name -> variable(name.name(), scope);
            case Expression.ListOf list -> Items.list(values(list.items(), scope));
            case Expression.TupleOf tuple -> Items.tuple(values(tuple.items(), scope));
            case Expression.MapOf map -> map(map, scope);
            case Expression.Not not -> !Types.isTrue(value(not.of(), scope));
            case Expression.Sign sign -> Numbers.signed(sign.isMinus(), value(sign.of(), scope));
            case Expression.And and -> {
                Object left = value(and.left(), scope);
                yield Types.isTrue(left) ? value(and.right(), scope) : left;
            }
            case Expression.Or or -> {
                Object left = value(or.left(), scope);
                yield Types.isTrue(left) ? left : value(or.right(), scope);
            }
            case Expression.Arithmetic arithmetic ->
                    Numbers.arithmetic(
                            run,
                            arithmetic.operator(),
                            value(arithmetic.left(), scope),
                            value(arithmetic.right(), scope));
            case Expression.Joined joined -> joined(joined, scope);
            case Expression.Comparison comparison -> compare(comparison, scope);
            case Expression.Conditional conditional -> conditional(conditional, scope);
            case Expression.Attribute attribute ->
                    Attributes.attribute(run, value(attribute.of(), scope), attribute.name());
            case Expression.Item item -> item(item, scope);
            case Expression.Call call -> call(call, scope, Optional.empty());
            case Expression.Filtered filtered -> {
                Object of =
                        filtered.of().isPresent()
                                ? value(filtered.of().get(), scope)
                                : variable(BLOCK, scope);
                yield Filters.apply(
                        run, filtered.filter(), of, arguments(filtered.parameters(), scope));
            }
            case Expression.Tested tested ->
                    Tests.apply(
                            run,
                            tested.test(),
                            value(tested.of(), scope),
                            arguments(tested.parameters(), scope));
            case Expression.Slice slice ->
                    throw TemplateError.unsupported("a slice among several indices");
            case Expression.NamespaceTarget target ->
                    throw new IllegalStateException("a target is no value: " + target);
        };
    }

    private static Object variable(String name, Scope scope) {
        Optional<Object> value = scope.get(name);
        if (value.isEmpty() && OTHER_GLOBALS.contains(name)) {
            throw TemplateError.unsupported("the function '" + name + "'");
        }
        return value.orElseGet(() -> Undefined.name(name));
    }

    private List<Object> values(List<Expression> items, Scope scope) {
        run.allowItems(items.size());
        List<Object> values = new ArrayList<>(items.size());
        for (Expression item : items) {
            values.add(value(item, scope));
        }
        return values;
    }

    private Object map(Expression.MapOf expression, Scope scope) {
        MapValue map = new MapValue();
        for (int i = 0; i < expression.keys().size(); i++) {
            Object key = value(expression.keys().get(i), scope);
            map.put(run, key, value(expression.values().get(i), scope));
        }
        return map;
    }

    private Object joined(Expression.Joined joined, Scope scope) {
        StringBuilder text = new StringBuilder();
        for (Object part : values(joined.parts(), scope)) {
            run.append(text, Printing.text(run, part));
        }
        return text.toString();
    }

    private Object compare(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object right = value(comparison.operands().get(i), scope);
            String operator = comparison.operators().get(i);
            boolean holds =
                    switch (operator) {
                        case "==" -> Comparing.equal(run, left, right);
                        case "!=" -> !Comparing.equal(run, left, right);
                        case "in" -> Comparing.contains(run, right, left);
                        case "not in" -> !Comparing.contains(run, right, left);
                        default -> Comparing.ordered(run, operator, left, right);
                    };
            if (!holds) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object conditional(Expression.Conditional conditional, Scope scope) {
        if (Types.isTrue(value(conditional.test(), scope))) {
            return value(conditional.then(), scope);
        }
        return conditional.otherwise().isPresent()
                ? value(conditional.otherwise().get(), scope)
                : Undefined.hint(
                        "the inline if-expression evaluated to false and no else section was"
                                + " defined.");
    }

    private Object item(Expression.Item item, Scope scope) {
        Object of = value(item.of(), scope);
        if (item.index() instanceof Expression.Slice slice) {
            return Slicing.slice(
                    run,
                    of,
                    bound(slice.from(), scope),
                    bound(slice.to(), scope),
                    bound(slice.step(), scope));
        }
        return Attributes.item(run, of, value(item.index(), scope));
    }

    private Object bound(Optional<Expression> bound, Scope scope) {
        return bound.isPresent() ? value(bound.get(), scope) : None.NONE;
    }

    /// Calls.
    ///
    /// @param caller the body of a call block, which the macro gets beside its arguments
    Object call(Expression.Call call, Scope scope, Optional<Macro> caller) {
        Object of = value(call.of(), scope);
        Arguments arguments = arguments(call.parameters(), scope);
        if (caller.isPresent()) {
            arguments.named().put("caller", caller.get());
        }
        return switch (of) {
            case Function function -> function.call(run, arguments);
            case Undefined undefined -> throw undefined.failure();
            default -> throw TemplateError.wrong("'" + Types.name(of) + "' object is not callable");
        };
    }

    private Arguments arguments(Expression.Parameters parameters, Scope scope) {
        List<Object> positional = values(parameters.positional(), scope);
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < parameters.names().size(); i++) {
            named.put(parameters.names().get(i), value(parameters.named().get(i), scope));
        }
        if (parameters.more().isPresent()) {
            List<Object> more = run.all(value(parameters.more().get(), scope));
            run.allowItems((long) positional.size() + more.size());
            positional.addAll(more);
        }
        if (parameters.moreNamed().isPresent()) {
            if (!(value(parameters.moreNamed().get(), scope) instanceof MapValue map)) {
                throw TemplateError.wrong("argument after ** must be a mapping");
            }
            run.allowItems(map.size());
            for (MapValue.Entry entry : map.entries()) {
                if (!(entry.key() instanceof String key)) {
                    throw TemplateError.wrong("keywords must be strings");
                }
                if (named.put(key, entry.value()) != null) {
                    throw TemplateError.wrong(
                            "got multiple values for keyword argument " + Printing.quoted(key));
                }
            }
        }
        return new Arguments(positional, named);
    }
}

package org.taskvectors.tokenizer.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs statements.
final class Interpreter {
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Run run;
    private final Evaluator evaluator;

    private Interpreter(Run run) {
        this.run = run;
        this.evaluator = new Evaluator(run);
    }

    /// Returns what a template writes.
    static String render(List<Statement> template, Map<String, Object> variables, Run run) {
        Scope root = Scope.root();
        Globals.addTo(root);
        variables.forEach(root::set);
        // What a template sets hides its input, which macros of the same name must not change.
        new Interpreter(run).run(template, root.inner());
        return run.output();
    }

    Object value(Expression expression, Scope scope) {
        return evaluator.value(expression, scope);
    }

    void run(List<Statement> body, Scope scope) {
        flow(body, scope);
    }

    private Flow flow(List<Statement> body, Scope scope) {
        run.enter();
        for (Statement statement : body) {
            run.spend(1);
            Flow flow = statement(statement, scope);
            if (flow != Flow.NEXT) {
                run.leave();
                return flow;
            }
        }
        run.leave();
        return Flow.NEXT;
    }

    private Flow statement(Statement statement, Scope scope) {
        switch (statement) {
            case Statement.Text text -> run.write(text.text());
            case Statement.Output output ->
                    run.write(Printing.text(run, value(withoutSafe(output.value()), scope)));
            case Statement.If conditional -> {
                return conditional(conditional, scope);
            }
            case Statement.For loop -> loop(loop, scope);
            case Statement.Set set -> assign(set.target(), value(set.value(), scope), scope);
            case Statement.SetBlock set -> {
                Scope inner = scope.inner();
                String text = run.captured(() -> run(set.body(), inner));
                assign(set.target(), filtered(set.filter(), text, scope), scope);
            }
            case Statement.With with -> {
                Scope inner = scope.inner();
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(with.targets().get(i), value(with.values().get(i), scope), inner);
                }
                return flow(with.body(), inner);
            }
            case Statement.Signature macro ->
                    scope.set(macro.name(), new Macro(macro, scope, this));
            case Statement.CallBlock block -> {
                Macro caller = new Macro(block.caller(), scope, this);
                Object written = call(block, scope, caller);
                run.write(Printing.text(run, written));
            }
            case Statement.FilterBlock block -> {
                Scope inner = scope.inner();
                String text = run.captured(() -> run(block.body(), inner));
                Object written = filtered(Optional.of(block.filter()), text, scope);
                run.write(Printing.text(run, written));
            }
            case Statement.Generation generation -> run(generation.body(), scope.inner());
            case Statement.Break stop -> {
                return Flow.BREAK;
            }
            case Statement.Continue skip -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private Object call(Statement.CallBlock block, Scope scope, Macro caller) {
        try {
            return evaluator.call(block.call(), scope, Optional.of(caller));
        } catch (TemplateError e) {
            throw e.at(block.call().position());
        }
    }

    /// Returns the expression without a last filter `safe`, which changes nothing about what is
    /// written.
    private static Expression withoutSafe(Expression expression) {
        Expression inside = expression;
        while (inside instanceof Expression.Filtered filtered
                && filtered.filter().equals("safe")
                && filtered.of().isPresent()) {
            inside = filtered.of().get();
        }
        return inside;
    }

    private Object filtered(Optional<Expression> filter, String text, Scope scope) {
        if (filter.isEmpty()) {
            return text;
        }
        Scope inner = scope.inner();
        inner.set(Evaluator.BLOCK, text);
        return value(filter.get(), inner);
    }

    private Flow conditional(Statement.If conditional, Scope scope) {
        for (int i = 0; i < conditional.conditions().size(); i++) {
            if (Types.isTrue(value(conditional.conditions().get(i), scope))) {
                return flow(conditional.bodies().get(i), scope);
            }
        }
        return flow(conditional.otherwise(), scope);
    }

    private void loop(Statement.For statement, Scope scope) {
        try {
            Object over = value(statement.in(), scope);
            Iterator<Object> values = run.iterate(over).values();
            int length = statement.filter().isPresent() ? -1 : length(over);
            if (statement.filter().isPresent()) {
                values = filtered(statement, values, scope).values();
            }
            Loop loop = new Loop(run, values, length, 0);
            Optional<Object> value = loop.next();
            // In Jinja a round that ends in break or continue does not count for `else`.
            boolean hasRun = false;
            while (value.isPresent()) {
                Scope inner = scope.inner();
                inner.set("loop", loop);
                assign(statement.target(), value.get(), inner);
                Flow flow = flow(statement.body(), inner);
                if (flow == Flow.BREAK) {
                    break;
                }
                hasRun |= flow == Flow.NEXT;
                value = loop.next();
            }
            if (!hasRun) {
                run(statement.otherwise(), scope.inner());
            }
        } catch (TemplateError e) {
            throw e.at(statement.position());
        }
    }

    private static int length(Object over) {
        return switch (over) {
            case Items items -> items.size();
            case MapValue map -> map.size();
            case String text -> Texts.length(text);
            case Undefined undefined -> 0;
            default -> -1;
        };
    }

    /// Returns the values that pass the loop's filter, each tested when its turn comes.
    private Pull filtered(Statement.For statement, Iterator<Object> values, Scope scope) {
        Expression filter = statement.filter().orElseThrow();
        return Lazy.generator(
                run,
                () ->
                        () -> {
                            while (values.hasNext()) {
                                Object value = values.next();
                                Scope inner = scope.inner();
                                assign(statement.target(), value, inner);
                                if (Types.isTrue(value(filter, inner))) {
                                    return Optional.of(value);
                                }
                            }
                            return Optional.empty();
                        });
    }

    private void assign(Expression target, Object value, Scope scope) {
        switch (target) {
            case Expression.Name name -> scope.set(name.name(), value);
            case Expression.NamespaceTarget part -> {
                if (!(scope.get(part.name()).orElse(None.NONE)
                        instanceof NamespaceValue namespace)) {
                    throw TemplateError.wrong("cannot assign attribute on non-namespace object")
                            .at(part.position());
                }
                namespace.set(part.attribute(), value);
            }
            case Expression.TupleOf tuple -> unpack(tuple, value, scope);
            default -> throw new IllegalStateException("no target: " + target);
        }
    }

    private void unpack(Expression.TupleOf targets, Object value, Scope scope) {
        if (!Types.name(value).equals("generator") && !isUnpackable(value)) {
            throw TemplateError.wrong("cannot unpack non-iterable " + Types.name(value) + " object")
                    .at(targets.position());
        }
        List<Object> values = run.all(value);
        int expected = targets.items().size();
        if (values.size() != expected) {
            String what =
                    values.size() > expected
                            ? "too many values to unpack (expected " + expected
                            : "not enough values to unpack (expected "
                                    + expected
                                    + ", got "
                                    + values.size();
            throw TemplateError.wrong(what + ")").at(targets.position());
        }
        for (int i = 0; i < expected; i++) {
            assign(targets.items().get(i), values.get(i), scope);
        }
    }

    private static boolean isUnpackable(Object value) {
        return value instanceof String
                || value instanceof Items
                || value instanceof MapValue
                || value instanceof Pull
                || value instanceof Undefined;
    }
}

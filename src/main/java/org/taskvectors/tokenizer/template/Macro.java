package org.taskvectors.tokenizer.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A macro with the scope in which it was defined.
final class Macro implements Function {
    /// How many levels of depth one call counts.
    private static final int STACK = 3;

    private final Statement.Signature signature;
    private final Scope closure;
    private final Interpreter interpreter;

    Macro(Statement.Signature signature, Scope closure, Interpreter interpreter) {
        this.signature = signature;
        this.closure = closure;
        this.interpreter = interpreter;
    }

    @Override
    public String name() {
        return signature.name();
    }

    @Override
    public String type() {
        return "Macro";
    }

    @Override
    public Object call(Run run, Arguments arguments) {
        List<String> parameters = signature.parameters();
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        Scope scope = closure.inner();
        run.enter();
        int firstDefault = parameters.size() - signature.defaults().size();
        boolean hasCaller = parameters.contains("caller");
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i);
            if (i < arguments.size()) {
                scope.set(parameter, arguments.positional().get(i));
                continue;
            }
            Optional<Object> value = Optional.ofNullable(named.remove(parameter));
            if (value.isPresent()) {
                scope.set(parameter, value.get());
            } else if (i >= firstDefault) {
                scope.set(
                        parameter,
                        interpreter.value(signature.defaults().get(i - firstDefault), scope));
            } else {
                scope.set(
                        parameter,
                        Undefined.hint(
                                "parameter " + Printing.quoted(parameter) + " was not provided"));
            }
        }
        if (signature.usesCaller() && !hasCaller) {
            Object caller =
                    Optional.ofNullable(named.remove("caller"))
                            .orElseGet(() -> Undefined.hint("No caller defined"));
            scope.set("caller", caller);
        }
        takeRest(run, arguments, named, scope);
        run.leave();
        // A call takes as much of the stack as several expressions.
        for (int i = 0; i < STACK; i++) {
            run.enter();
        }
        String written = run.captured(() -> interpreter.run(signature.body(), scope));
        for (int i = 0; i < STACK; i++) {
            run.leave();
        }
        return written;
    }

    /// Hands over what no parameter took, or refuses it.
    private void takeRest(Run run, Arguments arguments, Map<String, Object> named, Scope scope) {
        int taken = signature.parameters().size();
        if (signature.usesKwargs()) {
            MapValue kwargs = new MapValue();
            named.forEach((key, value) -> kwargs.put(run, key, value));
            scope.set("kwargs", kwargs);
        } else if (!named.isEmpty()) {
            String first = named.keySet().iterator().next();
            throw TemplateError.wrong(
                    "macro "
                            + Printing.quoted(name())
                            + (first.equals("caller")
                                    ? " was invoked with two values for the special caller"
                                            + " argument. This is most likely a bug."
                                    : " takes no keyword argument " + Printing.quoted(first)));
        }
        if (signature.usesVarargs()) {
            List<Object> rest =
                    arguments.size() > taken
                            ? arguments.positional().subList(taken, arguments.size())
                            : List.of();
            scope.set("varargs", Items.tuple(rest));
        } else if (arguments.size() > taken) {
            throw TemplateError.wrong(
                    "macro "
                            + Printing.quoted(name())
                            + " takes not more than "
                            + taken
                            + " argument(s)");
        }
    }
}

package org.taskvectors.tokenizer.template;

/// Something that a template can call.
interface Function {
    /// Returns its name in the template.
    String name();

    /// Returns the name of its type in Python.
    String type();

    Object call(Run run, Arguments arguments);

    /// What a function of this program does when a template calls it.
    @FunctionalInterface
    interface Body {
        Object call(Run run, Arguments arguments);
    }

    /// A function of this program.
    record BuiltIn(String name, String type, Body body) implements Function {
        @Override
        public Object call(Run run, Arguments arguments) {
            return body.call(run, arguments);
        }
    }

    static Function method(String name, Body body) {
        return new BuiltIn(name, "builtin_function_or_method", body);
    }

    static Function global(String name, Body body) {
        return new BuiltIn(name, "function", body);
    }
}

package io.conversation.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Tests that take a {@link ConsolePage}; skipped where no Chromium is installed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserTest.Browsing.class)
@interface BrowserTest {

    /** One browser for the run, a new page for each test; a page that complained fails its test. */
    class Browsing implements ExecutionCondition, ParameterResolver, AfterEachCallback {

        private static final Namespace HERE = Namespace.create(Browsing.class);

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Chromium.find()
                    .map(path -> ConditionEvaluationResult.enabled("Chromium is " + path))
                    .orElseGet(() -> ConditionEvaluationResult
                            .disabled("There is no Chromium on the PATH, and " + Chromium.VARIABLE
                                    + " does not say where one is: the console is not tested in a browser."));
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ConsolePage.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Chromium chromium = context.getRoot().getStore(HERE)
                    .computeIfAbsent(Chromium.class, type -> Chromium.start(), Chromium.class);
            return context.getStore(HERE).computeIfAbsent(ConsolePage.class,
                    type -> new ConsolePage(chromium.browser()), ConsolePage.class);
        }

        @Override
        public void afterEach(ExtensionContext context) {
            ConsolePage page = context.getStore(HERE).remove(ConsolePage.class, ConsolePage.class);
            if (page != null) {
                page.close();
                if (context.getExecutionException().isEmpty()) {
                    page.expectNoComplaints();
                }
            }
        }
    }
}

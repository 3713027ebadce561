package dev.cairnfs.webui.shell;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** Error pages: what happened, what it means, what can be done; never a stack trace. */
@ControllerAdvice("dev.cairnfs.webui")
public final class ConsoleErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleErrors.class);

    private static final Map<ErrorCode, String> ADVICE = Map.of(
            ErrorCode.SAFE_MODE, "The Safe mode page says what the NameNode waits for.",
            ErrorCode.ACCESS_CONTROL, "Act as a user who has the right, or ask the owner for it.",
            ErrorCode.FILE_ALREADY_EXISTS, "Choose another name, or remove what is there first.",
            ErrorCode.PARENT_NOT_DIRECTORY, "A file stands where a directory is needed: choose another path.",
            ErrorCode.FILE_NOT_FOUND, "It may have been deleted or renamed since. Go to its directory and look.",
            ErrorCode.RETRIABLE, "Try again in a moment.");

    private final ShellFactory shells;

    public ConsoleErrors(ShellFactory shells) {
        this.shells = shells;
    }

    @ExceptionHandler
    ModelAndView refused(HdfsException e, HttpServletRequest request, HttpServletResponse response) {
        return page(e.code(), message(e), request, response);
    }

    /** What is wrong with a path stands in the cause: HDFS's words have no place for it. */
    private static String message(HdfsException e) {
        String message = String.valueOf(e.getMessage());
        return e.code() == ErrorCode.INVALID_PATH && e.getCause() instanceof IllegalArgumentException why
                ? message + ": " + why.getMessage()
                : message;
    }

    @ExceptionHandler({ServletRequestBindingException.class, MethodArgumentTypeMismatchException.class})
    ModelAndView badRequest(Exception e, HttpServletRequest request, HttpServletResponse response) {
        String message = e instanceof MethodArgumentTypeMismatchException mismatch
                ? "The parameter " + mismatch.getName() + " does not have a value of the right kind."
                : "A parameter of the page is missing.";
        return page(ErrorCode.ILLEGAL_ARGUMENT, message, request, response);
    }

    /** Bytes that are no UTF-8, or a percent sign with something else behind it than two digits. */
    @ExceptionHandler
    ModelAndView undecodable(InvalidParameterException e, HttpServletRequest request, HttpServletResponse response) {
        return page(
                ErrorCode.ILLEGAL_ARGUMENT,
                "The address or the form has a value that is not text: percent-encoded UTF-8 is expected.",
                request,
                response);
    }

    @ExceptionHandler
    ModelAndView fault(Exception e, HttpServletRequest request, HttpServletResponse response) {
        LOG.error("console request {} {} failed", request.getMethod(), request.getRequestURI(), e);
        return page(
                ErrorCode.FAULT,
                "The console could not make this page because of a fault in the NameNode. Its log holds the details.",
                request,
                response);
    }

    private ModelAndView page(
            ErrorCode code, String message, HttpServletRequest request, HttpServletResponse response) {
        ModelAndView page = new ModelAndView("console/error");
        page.addObject("shell", shells.of(request));
        page.addObject("heading", heading(code));
        page.addObject("message", message);
        page.addObject("advice", advice(code));
        page.addObject("exception", code.exceptionName());
        page.setStatus(HttpStatus.valueOf(code.httpStatus()));
        response.setHeader("Vary", "HX-Request");
        return page;
    }

    private static String heading(ErrorCode code) {
        if (code == ErrorCode.SAFE_MODE) {
            return "Refused in safe mode";
        }
        return switch (code.httpStatus()) {
            case 400 -> "That request makes no sense";
            case 401 -> "Who are you?";
            case 403 -> "Refused";
            case 404 -> "Nothing there";
            default -> "Something broke";
        };
    }

    /** What to do next; for most codes the message says it already. */
    private static String advice(ErrorCode code) {
        if (code == ErrorCode.FAULT) {
            return "Try again; if it stays, look into the NameNode's log.";
        }
        String fallback = code.httpStatus() == 400 ? "Check the path or the value, and try again." : "";
        return ("Nothing was changed. " + ADVICE.getOrDefault(code, fallback)).strip();
    }
}

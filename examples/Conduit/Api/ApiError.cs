namespace Conduit.Api;

/// <summary>The errors of the API have one format: <c>{"errors":{"body":["..."]}}</c>.</summary>
internal static class ApiError
{
    public static IResult Unauthorized(string message) => Of(StatusCodes.Status401Unauthorized, message);

    public static IResult NotYours(string what) => Of(StatusCodes.Status403Forbidden, $"the {what} belongs to another user");

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, $"{what} not found");

    public static IResult Invalid(params IReadOnlyList<string> messages) => Of(StatusCodes.Status422UnprocessableEntity, messages);

    public static IResult Of(int status, params IReadOnlyList<string> messages) =>
        Results.Json(new { errors = new { body = messages } }, statusCode: status);
}

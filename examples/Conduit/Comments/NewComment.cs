using Conduit.Api;

namespace Conduit.Comments;

internal sealed record NewComment(string? Body = null)
{
    public string[] Problems() => [.. TextRules.Required("body", Body, Limits.Comment)];
}

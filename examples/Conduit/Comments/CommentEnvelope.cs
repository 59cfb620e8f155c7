using System.Text.Json;

namespace Conduit.Comments;

/// <summary>Every request and response about a comment is an object with one member.</summary>
internal sealed record CommentEnvelope<T>(T Comment)
    where T : class
{
    // The serializer does not see that a type parameter is not nullable.
    public T Comment { get; } = Comment ?? throw new JsonException("'comment' is null.");
}

using System.Text.Json;

namespace Conduit.Articles;

/// <summary>Every request and response about an article is an object with one member.</summary>
internal sealed record ArticleEnvelope<T>(T Article)
    where T : class
{
    // The serializer does not see that a type parameter is not nullable.
    public T Article { get; } = Article ?? throw new JsonException("'article' is null.");
}

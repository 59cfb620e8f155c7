using Conduit.Profiles;

namespace Conduit.Articles;

internal sealed record ArticleBody(
    string Slug,
    string Title,
    string Description,
    string Body,
    IReadOnlyList<string> TagList,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Favorited,
    int FavoritesCount,
    Profile Author);

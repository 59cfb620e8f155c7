namespace Conduit.Data;

internal sealed class Article
{
    public int Id { get; set; }

    public string Slug { get; set; } = "";

    public required string Title { get; set; }

    public required string Description { get; set; }

    public required string Body { get; set; }

    /// <summary>Gets or sets the tags in the order of the author: a JSON array in one column.</summary>
    public List<string> Tags { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public int AuthorId { get; set; }

    public User Author { get; set; } = null!;

    public List<Favorite> Favorites { get; } = [];

    public List<Comment> Comments { get; } = [];
}

using Conduit.Profiles;

namespace Conduit.Comments;

internal sealed record CommentBody(int Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Body, Profile Author);

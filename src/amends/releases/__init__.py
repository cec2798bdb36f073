"""What an organisation lays over the packs that come with the product: drafts, and what was released when."""

"""What marketplaces, the law and the shop itself promise by when. Pure: facts in, due times out."""
